import { generateKeyPairSync } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "../../fixtures";

test.beforeEach(async ({ page, developer, signIn }) => {
  await signIn(page, developer);
});

const settings = (page: Page, slug: string, client: string) => page.goto(`/w/${slug}/clients/${client}?tab=settings`);
const saved = (page: Page) => expect(page.getByText("Saved. It is in force at once.")).toBeVisible();

test("a client is made ready for FAPI 2.0, and is held to it at once", async ({ page, tenant, alias }) => {
  const made = await alias.command(
    ...["client", "create", "--tenant", tenant.slug, "--name", "Pond", "--redirect-uri", "https://pond.example/callback"],
  );
  const client = String(made["client_id"]);
  await settings(page, tenant.slug, client);

  await test.step("what stands in the way is said, and leads to its setting", async () => {
    await page.getByRole("radio", { name: /^FAPI 2.0 For money/ }).check();
    await expect(page.getByRole("button", { name: "Apply FAPI 2.0" })).toBeDisabled();
    await page.getByRole("button", { name: "Show auth_method" }).click();
    await expect(page.getByLabel("Method", { exact: true })).toBeFocused();
    await expect(page).toHaveURL(/section=authentication/);
  });

  await test.step("a private key is refused before it is sent, and a public one is saved", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const keys = page.getByLabel("Public keys", { exact: false }).last();
    await page.getByLabel("Method", { exact: true }).selectOption("private_key_jwt");
    await keys.fill(JSON.stringify({ keys: [privateKey.export({ format: "jwk" })] }));
    await page.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText("A private key is among these.")).toBeVisible();
    await keys.fill(JSON.stringify({ keys: [publicKey.export({ format: "jwk" })] }));
    await page.getByRole("button", { name: "Save changes" }).click();
    await saved(page);
  });

  await test.step("the profile is applied", async () => {
    await expect(page.getByText("To settle first")).toHaveCount(0);
    await page.getByRole("button", { name: "Apply FAPI 2.0" }).click();
    await expect(page.getByText("Pond now keeps the rules of FAPI 2.0.")).toBeVisible();
    const plain = { client_id: client, response_type: "code", scope: "openid", redirect_uri: "https://pond.example/callback" };
    const answer = await page.request.get(`${tenant.issuer}/oauth2/authorize`, { params: plain, maxRedirects: 0 });
    expect(answer.headers()["location"] ?? "", "it was not pushed").toContain("error=invalid_request");
    await page.goto(`/w/${tenant.slug}/clients/${client}?tab=activity`);
    await expect(page.getByRole("button", { name: /^Refused authorize/ }).first()).toBeVisible();
  });
});

test("what somebody else changed meanwhile is not overwritten", async ({ page, context, tenant, service }) => {
  await settings(page, tenant.slug, service.clientId);
  await page.getByLabel("Name", { exact: true }).fill("Still Pond");
  const other = await context.newPage();
  await settings(other, tenant.slug, service.clientId);
  await other.getByRole("checkbox", { name: /^Also put claims/ }).check();
  await other.getByRole("button", { name: "Save changes" }).click();
  await saved(other);

  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Somebody else changed this client meanwhile")).toBeVisible();
  await page.getByRole("button", { name: "Load the newest, keep my changes" }).click();
  await expect(page.getByRole("checkbox", { name: /^Also put claims/ })).toBeChecked();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Still Pond");
  await page.getByRole("button", { name: "Save changes" }).click();
  await saved(page);
  await page.reload();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Still Pond");
  await expect(page.getByRole("checkbox", { name: /^Also put claims/ })).toBeChecked();
});

test("a key is revoked after its first letters are typed, and leaves the key set at once", async ({ page, tenant }) => {
  const published = async (): Promise<string[]> => {
    const { keys } = await (await page.request.get(`${tenant.issuer}/.well-known/jwks.json`)).json();
    return keys.map(({ kid }: { kid: string }) => kid);
  };
  await published();
  await page.goto(`/w/${tenant.slug}/keys`);
  const active = page.getByRole("listitem").filter({ has: page.getByText("Signs new tokens.") });
  const kid = (await active.first().locator("code").first().textContent()) ?? "";
  expect(await published()).toContain(kid);
  await page.getByRole("button", { name: `Revoke the key ${kid}` }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Revoke the key" });
  await expect(dialog).toContainText("up to 5 minutes");
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(`Type “${kid.slice(0, 6)}” to confirm`).fill(kid.slice(0, 6));
  await confirm.click();
  await expect(page.getByText("The key is destroyed.")).toBeVisible();
  await expect(page.getByText("Revoked", { exact: true }).first()).toBeVisible();
  expect(await published()).not.toContain(kid);
});

test("an MCP server is connected: its resource exists, and clients may bring a document", async ({ page, tenant }) => {
  await page.goto(`/w/${tenant.slug}/connect`);
  await page.getByRole("button", { name: /^MCP server/ }).click();
  await page.getByLabel("Address of the server").fill("https://tools.example.com/mcp");
  await page.getByRole("button", { name: "Connect the server" }).click();
  await expect(page.getByRole("region", { name: "/.well-known/oauth-protected-resource/mcp" })).toContainText(tenant.issuer);
  await expect(page.getByRole("region", { name: "401 Unauthorized" })).toContainText(
    'resource_metadata="https://tools.example.com/.well-known/oauth-protected-resource/mcp"',
  );
  await page.getByRole("link", { name: "Done" }).click();
  await expect(page.getByText("https://tools.example.com/mcp", { exact: true })).toBeVisible();
  const metadata = await (await page.request.get(`${tenant.issuer}/.well-known/openid-configuration`)).json();
  expect(metadata.client_id_metadata_document_supported).toBe(true);
});

test("a machine gets a token for the API it was made for", async ({ page, tenant }) => {
  await page.goto(`/w/${tenant.slug}/resources?add=true`);
  await page.getByLabel("Name", { exact: true }).fill("Notes");
  await page.getByLabel("Identifier").fill("https://api.heron.example/");
  await page.getByRole("button", { name: "Add scope" }).click();
  await page.getByLabel("Scope", { exact: true }).fill("notes:read");
  await page.getByRole("button", { name: "Add the resource" }).click();
  await expect(page.getByText("Notes is known now.")).toBeVisible();

  await page.goto(`/w/${tenant.slug}/connect?service=machine`);
  await page.getByLabel("Name", { exact: true }).fill("Nightly report");
  await page.getByLabel("Which API it calls").selectOption({ label: "Notes" });
  await page.getByRole("checkbox", { name: /^notes:read/ }).check();
  await page.getByRole("button", { name: "Create the client" }).click();
  const secret = (await page.getByText(/^alias_cs_/).textContent()) ?? "";
  const client = (await page.getByText(/^cli_/).first().textContent()) ?? "";
  await page.getByRole("checkbox", { name: "I have stored it" }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("region", { name: "Terminal" })).toContainText(secret);
  const answer = await page.request.post(`${tenant.issuer}/oauth2/token`, {
    form: { grant_type: "client_credentials", client_id: client, client_secret: secret },
  });
  const { access_token, scope } = await answer.json();
  expect(scope).toBe("notes:read");
  const [, claims = ""] = String(access_token).split(".");
  expect(JSON.parse(Buffer.from(claims, "base64url").toString()).aud).toContain("https://api.heron.example/");
});
