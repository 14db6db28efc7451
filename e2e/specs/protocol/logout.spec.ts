import { writeFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "../../fixtures";
import type { RelyingParty } from "../../fixtures/rp";
import type { Alias } from "../../fixtures/server";
import type { Tenant } from "../../fixtures/tenant";
import { ConsentPage } from "../../pages/consent";

/** Changes a service's settings, by the names of the management API. */
async function change(alias: Alias, tenant: Tenant, service: RelyingParty, settings: object, file: string) {
  await writeFile(file, JSON.stringify(settings));
  await alias.command("client", "update", "--tenant", tenant.slug, "--client", service.clientId, "--file", file);
}

/** Signs somebody in at a service, and answers with their ID token. */
async function visit(page: Page, service: RelyingParty): Promise<string> {
  await page.goto(await service.signInUrl());
  await new ConsentPage(page, service.name).allow.click();
  return (await service.tokens(page)).id_token ?? "";
}

/** The address by which a service signs somebody out. */
function goodbye(service: RelyingParty, hint: string, to: string): string {
  const address = new URL(service.metadata.end_session_endpoint ?? "");
  address.search = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: to, state: "over" }).toString();
  return address.href;
}

test.describe("a service that listens in front", () => {
  for (const answers of [true, false]) {
    test(`${answers ? "hears of a sign-out" : "and hangs keeps nobody"}, and the person is sent on`, async ({
      page,
      alias,
      tenant,
      service,
      person,
      signIn,
    }, testInfo) => {
      const origin = new URL(service.redirectUri).origin;
      const bye = `${origin}/bye`;
      await change(
        alias,
        tenant,
        service,
        { frontchannel_logout_uri: `${origin}/front`, post_logout_redirect_uris: [bye] },
        testInfo.outputPath("client.json"),
      );
      await signIn(page, person);
      const hint = await visit(page, service);
      const heard: URL[] = [];
      await page.route(`${origin}/front*`, async (route) => {
        heard.push(new URL(route.request().url()));
        if (answers) await route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Heard</title>" });
      });

      const began = Date.now();
      await page.goto(goodbye(service, hint, bye), { waitUntil: "commit" });
      await page.waitForURL(`${bye}?state=over`);
      expect(Date.now() - began).toBeLessThan(answers ? 2000 : 4000);
      expect(heard).toHaveLength(1);
      expect(heard[0]?.searchParams.get("iss")).toBe(tenant.issuer);
      expect(heard[0]?.searchParams.get("sid")).toBe(JSON.parse(Buffer.from(hint.split(".")[1] ?? "", "base64url").toString()).sid);
      await page.goto(await service.signInUrl({ prompt: "none" }));
      expect((await service.returned(page)).searchParams.get("error")).toBe("login_required");
    });
  }
});

test("a service's page notices by a frame of ours that somebody signed out in another tab", async ({
  page,
  context,
  alias,
  tenant,
  service,
  person,
  signIn,
}, testInfo) => {
  // On the host of Alias itself: without TLS, a browser shows no cookie to a frame in a page of another site.
  const at = new URL(service.redirectUri);
  at.hostname = "localhost";
  await change(alias, tenant, service, { redirect_uris: [service.redirectUri, at.href] }, testInfo.outputPath("client.json"));
  await signIn(page, person);
  await page.goto(await service.signInUrl({ redirect_uri: at.href }));
  await new ConsentPage(page, service.name).allow.click();
  await page.waitForURL(`${at.href}?*`);
  const state = new URL(page.url()).searchParams.get("session_state");

  const ask = (question: string) =>
    page.evaluate(
      async ({ frame, message }) => {
        const iframe = document.createElement("iframe");
        iframe.src = frame;
        document.body.append(iframe);
        await new Promise((loaded) => iframe.addEventListener("load", loaded));
        const answer = new Promise((said) => addEventListener("message", (e) => said(e.data), { once: true }));
        iframe.contentWindow?.postMessage(message, new URL(frame).origin);
        const word = await answer;
        iframe.remove();
        return word;
      },
      { frame: service.metadata.check_session_iframe as string, message: question },
    );
  expect(await ask(`${service.clientId} ${state}`)).toBe("unchanged");
  expect(await ask(`somebody-else ${state}`)).toBe("changed");
  expect(await ask("what?")).toBe("error");

  const other = await context.newPage();
  await other.goto("/logout");
  await other.getByRole("button", { name: "Sign out" }).click();
  await expect(other.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  expect(await ask(`${service.clientId} ${state}`)).toBe("changed");
});
