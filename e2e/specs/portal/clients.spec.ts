import type { Page } from "@playwright/test";
import { expect, test } from "../../fixtures";
import { ConsentPage } from "../../pages/consent";

/** Opens a tab of a client's page by its address. */
const open = (page: Page, slug: string, client: string, tab: string) => page.goto(`/w/${slug}/clients/${client}?tab=${tab}`);

test.beforeEach(async ({ page, developer, signIn }) => {
  await signIn(page, developer);
});

test("a changed setting is saved and in force at once", async ({ page, tenant, service }) => {
  await open(page, tenant.slug, service.clientId, "settings");
  const save = page.getByRole("button", { name: "Save changes" });
  await expect(save).toBeDisabled();
  await page.getByLabel("Name", { exact: true }).fill("Still Pond");
  await page.getByRole("checkbox", { name: /^Disabled/ }).check();
  await save.click();
  await expect(page.getByText("Saved. It is in force at once.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Still Pond" })).toBeVisible();

  await page.goto(await service.signInUrl());
  await expect(page.getByRole("heading", { name: "We do not know this service" })).toBeVisible();

  await open(page, tenant.slug, service.clientId, "settings");
  await expect(page.getByRole("checkbox", { name: /^Disabled/ })).toBeChecked();
});

test("what was changed and not saved can be discarded", async ({ page, tenant, service }) => {
  await open(page, tenant.slug, service.clientId, "settings");
  await page.getByLabel("Name", { exact: true }).fill("Muddy Pond");
  await page.getByLabel("Redirect URI", { exact: true }).fill("https://elsewhere.example/callback");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(page.getByText("Everything is saved.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(service.name);
  await expect(page.getByLabel("Redirect URI", { exact: true })).toHaveValue(service.redirectUri);
});

test("a wrong redirect URI is refused at its field", async ({ page, tenant, service }) => {
  await open(page, tenant.slug, service.clientId, "settings");
  const uri = page.getByLabel("Redirect URI", { exact: true });
  await uri.fill("http://elsewhere.example/callback");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(uri).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("Saved. It is in force at once.")).toHaveCount(0);
});

test("a second secret works beside the first, and the first can be deleted", async ({ page, tenant, service }) => {
  await open(page, tenant.slug, service.clientId, "credentials");
  await page.getByRole("button", { name: "Add a secret" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Add a secret" }).click();
  const fresh = page.getByText(/^alias_cs_/);
  await expect(fresh).toBeVisible();
  const secret = (await fresh.textContent()) ?? "";
  expect(secret).not.toBe(service.clientSecret);
  await expect(page.getByRole("button", { name: "Add a secret" })).toBeDisabled();

  const refused = async (secret: string) => {
    const form = { grant_type: "refresh_token", refresh_token: "none", client_id: service.clientId, client_secret: secret };
    const answer = await page.request.post(service.metadata.token_endpoint ?? "", { form });
    return (await answer.json()).error;
  };
  // Whoever authenticates learns about the token; whoever does not, about the client.
  expect(await refused(secret)).toBe("invalid_grant");
  expect(await refused(service.clientSecret ?? "")).toBe("invalid_grant");

  await page.getByRole("button", { name: `Delete the secret ending in ${service.clientSecret?.slice(-4)}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete the secret" }).click();
  await expect(page.getByText("The secret no longer works.")).toBeVisible();
  await expect(page.getByRole("button", { name: `Delete the secret ending in ${secret.slice(-4)}` })).toBeDisabled();
  expect(await refused(service.clientSecret ?? "")).toBe("invalid_client");
  expect(await refused(secret)).toBe("invalid_grant");

  await page.reload();
  await expect(page.getByText(/^alias_cs_/)).toHaveCount(0);
});

test("a client is deleted only after its name is typed", async ({ page, tenant, service }) => {
  await open(page, tenant.slug, service.clientId, "settings");
  await page.getByRole("button", { name: "Delete client" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${service.name}?` });
  const confirm = dialog.getByRole("button", { name: "Delete client" });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(`Type “${service.name}” to confirm`).fill(service.name);
  await confirm.click();
  await expect(page.getByText(`${service.name} was deleted.`)).toBeVisible();
  await expect(page.getByText("No clients yet")).toBeVisible();
  await page.goto(await service.signInUrl());
  await expect(page.getByRole("heading", { name: "We do not know this service" })).toBeVisible();
});

test("a wrong redirect_uri shows what was received beside what was expected, and where to mend it", async ({ page, tenant, service }) => {
  await page.goto(await service.signInUrl({ redirect_uri: "https://elsewhere.example/callback" }));
  await expect(page.getByRole("heading", { name: "We stopped here to keep you safe" })).toBeVisible();
  const reference = await page
    .getByRole("main")
    .getByText(/^[a-z0-9]{16}$/)
    .first()
    .textContent();

  await page.goto(`/w/${tenant.slug}/activity`);
  await page.getByRole("searchbox", { name: "Correlation ID" }).fill(reference ?? "");
  const attempts = page.getByRole("region", { name: "Attempts" });
  await attempts.getByRole("button", { name: /^Refused authorize/ }).click();
  await expect(attempts.getByRole("term").filter({ hasText: /^(Received|Expected)$/ })).toHaveText(["Received", "Expected"]);
  const sides = attempts.getByRole("definition");
  await expect(sides.nth(0)).toContainText("https://elsewhere.example/callback");
  await expect(sides.nth(1)).toContainText(service.redirectUri);
  await attempts.getByRole("link", { name: "Edit the redirect URIs" }).click();
  await expect(page.getByLabel("Redirect URI", { exact: true })).toHaveValue(service.redirectUri);
});

test("the Synapse snippet has every value filled in", async ({ page, tenant }) => {
  await page.goto(`/w/${tenant.slug}/connect`);
  await page.getByRole("button", { name: /^Synapse/ }).click();
  await page.getByLabel("Redirect URI", { exact: true }).fill("https://matrix.example.org/_synapse/client/oidc/callback");
  await page.getByRole("button", { name: "Create the client for Synapse" }).click();
  const secret = (await page.getByText(/^alias_cs_/).textContent()) ?? "";
  const client = (await page.getByText(/^cli_/).first().textContent()) ?? "";
  await page.getByRole("checkbox", { name: "I have stored it" }).check();
  await page.getByRole("button", { name: "Continue" }).click();

  const snippet = page.getByRole("region", { name: "homeserver.yaml" });
  await expect(snippet).toContainText(`issuer: "${tenant.issuer}"`);
  await expect(snippet).toContainText(`client_id: "${client}"`);
  await expect(snippet).toContainText(`client_secret: "${secret}"`);
  for (const scope of ["openid", "profile", "nickname", "email"])
    await expect(snippet).toContainText(new RegExp(`scopes: \\[.*"${scope}".*\\]`));
  expect(await snippet.textContent()).not.toMatch(/<[^>]*>|example|your (secret|homeserver)|…/);
});

test("a test sign-in that the person refuses says so", async ({ page, tenant, service }) => {
  await open(page, tenant.slug, service.clientId, "test");
  const opened = page.waitForEvent("popup");
  await page.getByRole("button", { name: "Start a test sign-in" }).click();
  const popup = await opened;
  await new ConsentPage(popup, service.name).refuse.click();
  await expect(page.getByText("It failed", { exact: true })).toBeVisible();
  await expect(page.getByText("access_denied", { exact: true })).toBeVisible();
});
