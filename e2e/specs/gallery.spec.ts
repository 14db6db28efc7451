import { rmSync } from "node:fs";
import { test } from "../fixtures";
import { themes, tours, widths } from "../fixtures/tour";

const folder = new URL("../gallery/", import.meta.url).pathname;

for (const [name, tour] of Object.entries(tours)) {
  test(`pictures of the ${name} tour`, async ({ page, mailbox, tenant, service, developer, newPerson, newTenant, signIn }) => {
    test.setTimeout(180_000);
    rmSync(`${folder}${name}`, { recursive: true, force: true });
    let count = 0;
    const look = async (state: string) => {
      count += 1;
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        for (const theme of themes) {
          await page.emulateMedia({ colorScheme: theme });
          const path = `${folder}${name}/${String(count).padStart(2, "0")}-${state}-${theme}-${width}.png`;
          await page.screenshot({ path, fullPage: true, caret: "initial" });
        }
      }
      await page.setViewportSize({ width: widths[0], height: 800 });
    };
    await tour({ page, look, mailbox, tenant, service, developer, newPerson, newTenant, signIn });
  });
}
