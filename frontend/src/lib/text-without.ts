import * as z from "zod/mini";

/** Text about which `problem` has nothing to say. */
export const textWithout = (problem: (value: string) => string | undefined) =>
  z.string().check((payload) => {
    const message = problem(payload.value);
    if (message) payload.issues.push({ code: "custom", message, input: payload.value });
  });
