import { expect, test } from "../../fixtures";
import { stranger } from "../../fixtures/person";
import { ConsentPage } from "../../pages/consent";
import { LoginPage } from "../../pages/login";
import { RegisterPage } from "../../pages/register";

/** The ID of the key that signed a token. */
function keyOf(token: string | undefined): unknown {
  const [header = ""] = (token ?? "").split(".");
  return JSON.parse(Buffer.from(header, "base64url").toString()).kid;
}

test("a stranger signs up on the way to a service, which gets, refreshes and verifies tokens across a key rotation", async ({
  page,
  alias,
  mailbox,
  tenant,
  service,
}) => {
  const person = stranger();
  const consent = new ConsentPage(page, service.name);

  await test.step("sign up with the code from the mailbox", async () => {
    await page.goto(await service.signInUrl());
    await new LoginPage(page).register.click();
    await new RegisterPage(page).signUp(person, mailbox);
  });

  const nickname = await test.step("agree to what is shown as real values", async () => {
    await expect(consent.heading).toBeVisible();
    // Their own address is in the fold of what nobody gets unless they tick it.
    await expect(page.getByText(person.email).first()).toBeHidden();
    await expect(consent.nickname).toHaveValue(/^\p{Lu}\p{L}+ \p{Lu}\p{L}+$/u);
    await consent.nickname.fill("Heron of the Pond");
    await consent.item("Send you messages through Alias").check();
    await consent.allow.click();
    return "Heron of the Pond";
  });

  const first = await service.tokens(page);
  const claims = first.claims();
  const subject = claims?.sub ?? "";
  expect(subject).toMatch(/^[\w-]{22}$/);
  expect(claims?.iss).toBe(tenant.issuer);
  expect(claims?.aud).toBe(service.clientId);
  expect(first.scope?.split(" ").sort()).toEqual(["contact", "email", "nickname", "offline_access", "openid", "profile"]);

  const about = await service.userinfo(first.access_token, subject);
  expect(about.nickname).toBe(nickname);
  expect(about.email).toMatch(/^[^@\s]+@relay\.localhost$/);
  expect(about.preferred_username).toMatch(/^[a-z0-9._-]+$/);
  expect(JSON.stringify(about)).not.toContain(person.email);
  expect(JSON.stringify(about)).not.toContain(person.nickname);

  const second = await service.refresh(first.refresh_token ?? "");
  expect(second.access_token).not.toBe(first.access_token);
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect(second.claims()?.sub).toBe(subject);

  await alias.command("key", "rotate", "--tenant", tenant.slug);

  // The running server hears of the new key in a moment. openid-client keeps the key set it has fetched: what the new key signs
  // verifies because the key was published before it was used.
  let third = second;
  const signedWith = async () => {
    third = await service.refresh(third.refresh_token ?? "");
    return keyOf(third.id_token);
  };
  await expect.poll(signedWith).not.toBe(keyOf(first.id_token));
  expect(third.claims()?.sub).toBe(subject);
  expect(await service.userinfo(third.access_token, subject)).toEqual(about);
});

test("a service that is known already gets its code without a question", async ({ page, person, service, signIn }) => {
  await signIn(page, person);
  await page.goto(await service.signInUrl());
  await new ConsentPage(page, service.name).allow.click();
  const first = await service.tokens(page);

  await page.goto(await service.signInUrl());
  const second = await service.tokens(page);
  expect(second.claims()?.sub).toBe(first.claims()?.sub);
});

test("a public client signs people in with PKCE alone", async ({ page, person, tenant, newService }) => {
  const app = await newService(tenant, { name: "Pocket Pond", type: "public", scope: "openid nickname" });
  await page.goto(await app.signInUrl());
  await new LoginPage(page).signIn(person);
  await new ConsentPage(page, app.name).allow.click();
  const tokens = await app.tokens(page);
  const subject = tokens.claims()?.sub ?? "";
  expect(await app.userinfo(tokens.access_token, subject)).toMatchObject({ sub: subject, nickname: expect.any(String) });
});

test("refusing brings the person back to the service with access_denied", async ({ page, person, service }) => {
  await page.goto(await service.signInUrl());
  await new LoginPage(page).signIn(person);
  await new ConsentPage(page, service.name).refuse.click();
  const back = await service.returned(page);
  expect(back.searchParams.get("error")).toBe("access_denied");
  expect(back.searchParams.get("code")).toBeNull();
});
