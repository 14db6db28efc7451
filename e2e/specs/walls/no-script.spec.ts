import { expect, test } from "../../fixtures";
import { stranger } from "../../fixtures/person";
import { ConsentPage } from "../../pages/consent";
import { LoginPage } from "../../pages/login";
import { RegisterPage } from "../../pages/register";

test.use({ javaScriptEnabled: false });

test("without script: sign up, wrong code, new code, consent without one item", async ({ page, mailbox, service }) => {
  const person = stranger();
  const register = new RegisterPage(page);
  await page.goto(await service.signInUrl());
  await new LoginPage(page).register.click();
  await register.begin(person);

  const first = await mailbox.code(person.email);
  await register.code.fill(first === "000000" ? "000001" : "000000");
  await register.verify.click();
  await expect(page.getByRole("alert")).toContainText("That is not the code we sent.");

  await register.resend.click();
  await expect(page.getByRole("status")).toContainText("A new code is on its way.");
  await register.code.fill(await mailbox.code(person.email, 2));
  await register.verify.click();

  const consent = new ConsentPage(page, service.name);
  await consent.item("Relay address").uncheck();
  await consent.allow.click();
  const tokens = await service.tokens(page);
  const about = await service.userinfo(tokens.access_token, tokens.claims()?.sub ?? "");
  expect(about.nickname).toBeTruthy();
  expect(about.email).toBeUndefined();
  expect(tokens.scope?.split(" ")).not.toContain("email");
});

test("without script: sign in, refuse, and sign out", async ({ page, person, service }) => {
  const login = new LoginPage(page);
  await page.goto(await service.signInUrl());
  await login.signIn({ ...person, password: "not the password" });
  await expect(page.getByRole("alert")).toContainText("That email address and password do not belong together");
  await login.signIn(person);
  await new ConsentPage(page, service.name).refuse.click();
  expect((await service.returned(page)).searchParams.get("error")).toBe("access_denied");

  await page.goto("/home");
  await expect(page.getByRole("heading", { name: `Hello, ${person.nickname}` })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "You are signed out" })).toBeVisible();
  await page.goto("/home");
  await expect(login.heading).toBeVisible();
});

test("without script: a forgotten password is replaced, and the old one no longer works", async ({ page, mailbox, person }) => {
  const login = new LoginPage(page);
  await page.goto("/login");
  await login.recover.click();
  await page.getByLabel("Email address").fill(person.email);
  await page.getByRole("button", { name: "Send the code" }).click();
  await page.getByLabel("Code").fill(await mailbox.code(person.email));
  const password = `${person.password} anew`;
  await page.getByLabel("New password").fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Your password is changed. Sign in with the new one.")).toBeVisible();

  await login.signIn(person);
  await expect(page.getByRole("alert")).toContainText("do not belong together");
  await login.signIn({ ...person, password });
  await expect(page.getByRole("heading", { name: `Hello, ${person.nickname}` })).toBeVisible();
});

test("without script: somebody with two accounts chooses one", async ({ page, newPerson, service, signIn }) => {
  const kim = await newPerson("Kim");
  await signIn(page, await newPerson("Robin"));
  await page.goto("/login?another=1");
  await new LoginPage(page).signIn(kim);
  await page.waitForURL("/home");
  await page.goto(await service.signInUrl());
  await expect(page.getByRole("heading", { name: "Choose an account" })).toBeVisible();
  await page.getByRole("button", { name: /^Robin/ }).click();
  await expect(page.getByText("Signed in as Robin.")).toBeVisible();
  await new ConsentPage(page, service.name).allow.click();
  expect((await service.tokens(page)).access_token).toBeTruthy();
});
