import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: "./management.yaml",
  output: {
    path: "./sdk/typescript/src",
    clean: true,
    // The runtime files that come with the generator are not written for exactOptionalPropertyTypes; users who set it must not be told.
    header: ["// This file is made from openapi/management.yaml by @hey-api/openapi-ts: change the API, not this file.", "// @ts-nocheck"],
  },
  plugins: ["@hey-api/client-fetch", { name: "@hey-api/sdk", operations: { strategy: "flat" } }, "@hey-api/typescript", "@tanstack/react-query"],
});
