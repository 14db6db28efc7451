import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../fixtures";
import { inEveryAppearance, tours } from "../fixtures/tour";
import { ConsentPage } from "../pages/consent";
import { LoginPage } from "../pages/login";

const rules = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];

for (const [name, tour] of Object.entries(tours)) {
  test(`axe finds nothing on the ${name} tour, in both themes, wide and narrow`, async ({
    page,
    mailbox,
    tenant,
    service,
    developer,
    newPerson,
    newTenant,
    signIn,
  }) => {
    test.setTimeout(180_000);
    const look = (state: string, at = page) =>
      inEveryAppearance(at, async ({ theme, width }) => {
        // Legacy: only the page itself, for the frame in it is somebody's mail, without script.
        const { violations } = await new AxeBuilder({ page: at }).withTags(rules).setLegacyMode().analyze();
        const found = violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
        );
        expect.soft(found, `${state}, ${theme}, ${width} px`).toEqual([]);
        const overflow = await at.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect.soft(overflow, `${state} scrolls sideways at ${width} px`).toBeLessThanOrEqual(0);
      });
    await tour({ page, look, mailbox, tenant, service, developer, newPerson, newTenant, signIn });
  });
}

test("somebody signs in and agrees with the keyboard alone", async ({ page, person, service }) => {
  await page.goto(await service.signInUrl());
  const login = new LoginPage(page);
  await expect(login.email).toBeFocused();
  await page.keyboard.type(person.email);
  await page.keyboard.press("Tab");
  await expect(login.password).toBeFocused();
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");

  const consent = new ConsentPage(page, service.name);
  await expect(consent.heading).toBeVisible();
  const reached = async (target: typeof consent.allow) => {
    for (let presses = 0; presses < 30; presses++) {
      await page.keyboard.press("Tab");
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error("the keyboard does not get there");
  };
  await reached(consent.item("Relay address"));
  await page.keyboard.press("Space");
  await expect(consent.item("Relay address")).not.toBeChecked();
  await reached(consent.allow);
  await page.keyboard.press("Enter");
  expect((await service.tokens(page)).scope).not.toContain("email");
});
