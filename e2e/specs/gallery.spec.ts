import { rmSync } from "node:fs";
import { test } from "../fixtures";
import { inEveryAppearance, tours } from "../fixtures/tour";

const folder = new URL("../gallery/", import.meta.url).pathname;

for (const [name, tour] of Object.entries(tours)) {
  test(`pictures of the ${name} tour`, async ({ page, mailbox, tenant, service, developer, newPerson, newTenant, signIn }) => {
    test.setTimeout(180_000);
    rmSync(`${folder}${name}`, { recursive: true, force: true });
    let count = 0;
    const look = async (state: string, at = page) => {
      count += 1;
      await inEveryAppearance(at, async ({ theme, width }) => {
        const path = `${folder}${name}/${String(count).padStart(2, "0")}-${state}-${theme}-${width}.png`;
        await at.screenshot({ path, fullPage: true });
      });
    };
    await tour({ page, look, mailbox, tenant, service, developer, newPerson, newTenant, signIn });
  });
}
