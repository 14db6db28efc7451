/// <reference types="vitest/config" />
import tailwindcss from "@tailwindcss/vite";
import { tanstackRouter } from "@tanstack/router-plugin/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The server embeds what is built here: index.html for every portal address, everything else below /portal/.
export default defineConfig(({ mode }) => ({
  base: "/portal/",
  plugins: [tanstackRouter({ target: "react", autoCodeSplitting: mode !== "test" }), react(), tailwindcss()],
  resolve: { tsconfigPaths: true, conditions: ["alias-source", "module", "browser", "development|production"] },
  server: {
    host: "localhost",
    port: 5173,
    proxy: Object.fromEntries(
      ["/api", "/login", "/register", "/home", "/docs", "/openapi", "/dev", "/t", "/assets", "/test-sign-in"].map((path) => [
        path,
        "http://localhost:8080",
      ]),
    ),
  },
  build: {
    outDir: "../backend/internal/portal/dist",
    // public/.gitkeep comes along, so that the folder Go embeds exists in a fresh clone.
    emptyOutDir: true,
    manifest: true,
    target: "baseline-widely-available",
    // The policy is script-src 'self': nothing may be inlined, neither the polyfill nor small assets.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  test: {
    environment: "happy-dom",
    setupFiles: ["./src/test/setup.ts"],
    css: false,
    include: ["src/**/*.test.{ts,tsx}"],
    testTimeout: 60_000,
  },
}));
