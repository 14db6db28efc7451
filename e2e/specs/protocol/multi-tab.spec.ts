import type { Page } from "@playwright/test";
import { expect, test } from "../../fixtures";
import type { RelyingParty } from "../../fixtures/rp";
import { ConsentPage } from "../../pages/consent";
import { LoginPage } from "../../pages/login";

type Tab = { page: Page; service: RelyingParty };

test.describe("two tabs, two services", () => {
  for (const [name, inOrder] of [
    ["first in, first out", (tabs: Tab[]) => tabs],
    ["last in, first out", (tabs: Tab[]) => tabs.toReversed()],
  ] as const) {
    test(`each tab ends where it began, ${name}`, async ({ context, person, tenant, newService }) => {
      const tabs: Tab[] = [];
      for (const service of [await newService(tenant, { name: "Pond" }), await newService(tenant, { name: "Lake" })]) {
        const page = await context.newPage();
        await page.goto(await service.signInUrl());
        await expect(page.getByText(`to continue to ${service.name}`)).toBeVisible();
        tabs.push({ page, service });
      }
      const subjects = new Set<string | undefined>();
      for (const { page, service } of inOrder(tabs)) {
        await new LoginPage(page).signIn(person);
        await new ConsentPage(page, service.name).allow.click();
        const claims = (await service.tokens(page)).claims();
        expect(claims?.aud).toBe(service.clientId);
        subjects.add(claims?.sub);
      }
      expect(subjects.size, "two clients of one tenant see one alias").toBe(1);
    });
  }
});

test("two sign-ins at one service, begun in two tabs, both finish", async ({ context, person, service }) => {
  const tabs = await Promise.all([context.newPage(), context.newPage()]);
  for (const page of tabs) await page.goto(await service.signInUrl());
  for (const [index, page] of tabs.entries()) {
    await new LoginPage(page).signIn(person);
    if (index === 0) await new ConsentPage(page, service.name).allow.click();
    expect((await service.tokens(page)).access_token).toBeTruthy();
  }
});

test("back from the consent page and forward again still ends at the service", async ({ page, person, service }) => {
  await page.goto(await service.signInUrl());
  await new LoginPage(page).signIn(person);
  const consent = new ConsentPage(page, service.name);
  await expect(consent.heading).toBeVisible();
  await page.goBack();
  await page.goForward();
  await consent.allow.click();
  expect((await service.tokens(page)).access_token).toBeTruthy();
});

test("back after it is over says so, and shares nothing", async ({ page, person, service }) => {
  await page.goto(await service.signInUrl());
  await new LoginPage(page).signIn(person);
  const consent = new ConsentPage(page, service.name);
  await consent.allow.click();
  await service.returned(page);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "This took too long" })).toBeVisible();
  await expect(page.getByText("Nothing was shared. You can start again.")).toBeVisible();
});
