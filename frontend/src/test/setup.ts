import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll } from "vitest";
import { configureClient } from "@/api/client";
import { left, server } from "./server";

configureClient((address) => left.push(address));

// Patient, because pages are loaded on demand and machines are shared; a test that passes does not wait.
configure({ asyncUtilTimeout: 15_000 });

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  left.length = 0;
});
afterAll(() => server.close());
