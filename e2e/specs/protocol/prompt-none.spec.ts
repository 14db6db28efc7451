import { expect, test } from "../../fixtures";
import { ConsentPage } from "../../pages/consent";
import { LoginPage } from "../../pages/login";

test("prompt=none answers login_required when nobody is signed in", async ({ page, service }) => {
  await page.goto(await service.signInUrl({ prompt: "none" }));
  expect((await service.returned(page)).searchParams.get("error")).toBe("login_required");
});

test("prompt=none answers consent_required before the person has agreed, and a code afterwards", async ({
  page,
  person,
  service,
  signIn,
}) => {
  await signIn(page, person);
  await page.goto(await service.signInUrl({ prompt: "none" }));
  expect((await service.returned(page)).searchParams.get("error")).toBe("consent_required");

  await page.goto(await service.signInUrl());
  await new ConsentPage(page, service.name).allow.click();
  const asked = await service.tokens(page);

  await page.goto(await service.signInUrl({ prompt: "none" }));
  const silent = await service.tokens(page);
  expect(silent.claims()?.sub).toBe(asked.claims()?.sub);
});

test("prompt=none answers account_selection_required when two people are signed in", async ({ page, newPerson, service, signIn }) => {
  await signIn(page, await newPerson());
  await page.goto("/login?another=1");
  await new LoginPage(page).signIn(await newPerson("Kim"));
  await page.waitForURL("/home");
  await page.goto(await service.signInUrl({ prompt: "none" }));
  expect((await service.returned(page)).searchParams.get("error")).toBe("account_selection_required");
});

test("prompt=login asks somebody who is signed in for the password again", async ({ page, person, service, signIn }) => {
  await signIn(page, person);
  await page.goto(await service.signInUrl({ prompt: "login" }));
  await expect(page.getByRole("heading", { name: "Confirm it is you" })).toBeVisible();
  await new LoginPage(page).password.fill(person.password);
  await new LoginPage(page).submit.click();
  await new ConsentPage(page, service.name).allow.click();
  expect((await service.tokens(page)).claims()?.auth_time).toBeDefined();
});
