import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

const chromium = process.env["CHROMIUM_PATH"] || ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((path) => existsSync(path));

// The gallery takes pictures and proves nothing, so it runs only when it is asked for: playwright test gallery.
const gallery = process.argv.includes("gallery");

export default defineConfig({
  testDir: "specs",
  ...(gallery ? {} : { testIgnore: "gallery.spec.ts" }),
  globalSetup: "./fixtures/global-setup.ts",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env["CI"]),
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: "list",
  use: {
    trace: "retain-on-failure",
    locale: "en-GB",
    timezoneId: "UTC",
    // Nothing may move while it is looked at, and everything must work for people who asked for that.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      // Chromium's sandbox does not start for root, which is who builds in a container.
      args: ["--disable-background-networking", ...(process.getuid?.() === 0 ? ["--no-sandbox", "--disable-dev-shm-usage"] : [])],
    },
  },
  projects: [{ name: "chromium", use: { ...devices["Desktop Chrome"] } }],
});
