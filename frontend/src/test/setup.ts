import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/react";
import { afterAll, afterEach, beforeAll } from "vitest";
import { configureClient } from "@/api/client";
import { left, server } from "./server";

configureClient((address) => left.push(address));

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  left.length = 0;
});
afterAll(() => server.close());
