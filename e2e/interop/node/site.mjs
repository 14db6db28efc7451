// What every website here has in common: its settings, and pages that end in JSON.
import { inspect } from "node:util";
import express from "express";

/** What the runner says about the website and its provider. */
export const settings = JSON.parse(process.env["INTEROP_SETTINGS"] ?? "{}");

/** A website without pages yet. */
export const site = express();

/** Writes to the program's log. */
export const log = (error) => process.stderr.write(`${inspect(error)}\n`);

/** Opens the website, after its pages are there. */
export function open() {
  site.use((error, _request, response, _next) => {
    const causes = [];
    for (let at = error; at; at = at.cause) causes.push(at.error_description ?? at.message ?? JSON.stringify(at));
    log(error);
    response.json({ error: causes.join(": ") });
  });
  site.listen(settings.port, "127.0.0.1");
}
