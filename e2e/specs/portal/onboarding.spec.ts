import { test as base, expect } from "../../fixtures";
import { stranger } from "../../fixtures/person";
import { Alias, startAlias } from "../../fixtures/server";
import { ConsentPage } from "../../pages/consent";
import { RegisterPage } from "../../pages/register";

/** An Alias of its own, whose database nobody has ever used. */
const test = base.extend<object, { alias: Alias }>({
  alias: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const { stop, ...deployment } = await startAlias();
      await use(new Alias(deployment));
      await stop();
    },
    { scope: "worker" },
  ],
});

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("from an empty database to the first test sign-in, in a minute", async ({ page, alias, mailbox }) => {
  const person = stranger("Maya");
  const began = Date.now();
  await page.goto("/");

  await test.step("sign up", async () => {
    await expect(page.getByRole("heading", { level: 1, name: "Let people sign in without knowing who they are." })).toBeVisible();
    await page.getByRole("link", { name: "Sign up" }).click();
    await new RegisterPage(page).signUp(person, mailbox);
  });

  await test.step("create a workspace", async () => {
    await expect(page.getByRole("heading", { level: 1, name: "Create your first workspace" })).toBeVisible();
    await page.getByLabel("Name", { exact: true }).fill("Heron Forum");
    await expect(page.getByLabel("Address", { exact: true })).toHaveValue("heron-forum");
    await expect(page.getByText("Free", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Create workspace" }).click();
  });

  await test.step("pick a service and make its client", async () => {
    await expect(page.getByRole("heading", { level: 1, name: "Connect a service" })).toBeVisible();
    await page.getByRole("button", { name: /^Go\b/ }).click();
    await expect(page.getByRole("radio", { name: /^Confidential/ })).toBeChecked();
    await page.getByRole("button", { name: "Create the client for Go" }).click();
  });

  const secret = await test.step("store the secret, which is shown once", async () => {
    await expect(page.getByText("Shown once", { exact: true })).toBeVisible();
    const shown = page.getByText(/^alias_cs_/);
    const value = (await shown.textContent()) ?? "";
    await expect(page.getByRole("button", { name: "Continue" })).toBeDisabled();
    await page.getByRole("checkbox", { name: "I have stored it" }).check();
    await page.getByRole("button", { name: "Continue" }).click();
    return value;
  });

  await test.step("copy the configuration and the provider's addresses", async () => {
    await expect(page.getByRole("region", { name: "Terminal" })).toContainText(secret);
    const issuer = `${alias.url}/t/heron-forum`;
    for (const [name, value] of [
      ["Issuer", issuer],
      ["Authorization Endpoint", `${issuer}/oauth2/authorize`],
      ["Token Endpoint", `${issuer}/oauth2/token`],
      ["JSON Web Key Set", `${issuer}/.well-known/jwks.json`],
      ["User Info Endpoint", `${issuer}/oidc/userinfo`],
      ["Discovery URL", `${issuer}/.well-known/openid-configuration`],
    ]) {
      await page.getByRole("button", { name: `Copy ${name}`, exact: true }).click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(value);
    }
    await page.getByRole("button", { name: "Test sign-in" }).click();
  });

  await test.step("run a test sign-in in a pop-up", async () => {
    const opened = page.waitForEvent("popup");
    await page.getByRole("button", { name: "Start a test sign-in" }).click();
    const popup = await opened;
    const closed = popup.waitForEvent("close");
    await new ConsentPage(popup, "My Go service").allow.click();
    await closed;
  });

  await test.step("see the decoded tokens", async () => {
    await expect(page.getByText("It works", { exact: true })).toBeVisible();
    const idToken = page.getByRole("region", { name: "ID token" });
    await expect(idToken).toContainText(`${alias.url}/t/heron-forum`);
    await expect(idToken).toContainText("RS256");
    await expect(page.getByRole("region", { name: "User info" })).toContainText("@relay.localhost");
    await expect(page.getByRole("region", { name: "Token response" })).toContainText("Bearer");
    await expect(page.getByText(person.email)).toHaveCount(0);
  });
  expect(Date.now() - began).toBeLessThan(60_000);

  await test.step("the secret is gone with a reload", async () => {
    await page.reload();
    await expect(page.getByText("It works", { exact: true })).toBeVisible();
    await page.getByRole("button", { name: "Back" }).click();
    await expect(page.getByRole("region", { name: "Terminal" })).not.toContainText(secret);
    await page.getByRole("button", { name: "Test sign-in" }).click();
  });

  await test.step("the activity shows what happened", async () => {
    await page.getByRole("link", { name: "Done" }).click();
    await page.getByRole("navigation", { name: "Workspace" }).getByRole("link", { name: "Activity" }).click();
    const attempts = page.getByRole("region", { name: "Attempts" });
    for (const endpoint of ["authorize", "token", "userinfo"]) {
      await expect(attempts.getByRole("button", { name: new RegExp(`^OK ${endpoint}`) }).first()).toBeVisible();
    }
  });
});
