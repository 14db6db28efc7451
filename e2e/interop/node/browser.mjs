// People's browser: node browser.mjs ALIAS SPKI reads one request a line from standard input and answers with one line each.
// Only this file knows what the pages of Alias look like.
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [alias = "", spki = ""] = process.argv.slice(2);
const patience = 20_000;
const root = process.getuid?.() === 0;

const browser = await chromium.launch({
  ...(process.env["CHROMIUM_PATH"] ? { executablePath: process.env["CHROMIUM_PATH"] } : {}),
  args: [
    // The run's certificate, and no other that Chromium would refuse.
    `--ignore-certificate-errors-spki-list=${spki}`,
    // Chromium's sandbox does not start as root, and containers have a small /dev/shm.
    ...(root ? ["--no-sandbox", "--disable-dev-shm-usage"] : []),
  ],
});

const people = new Map();

/** Presses what leads on from a page, and waits until another page is there. */
async function leave(page, locator) {
  const loaded = page.waitForEvent("framenavigated", { timeout: patience, predicate: (frame) => frame === page.mainFrame() });
  await Promise.all([loaded, locator.click()]);
  await page.waitForLoadState();
}

/** What a person does on each page of Alias. */
const pages = {
  async "/login"(person) {
    const { page, email, password } = person;
    const field = page.getByLabel("Email address");
    if (await field.isEditable()) await field.fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    person.asked += 1;
    await leave(page, page.getByRole("button", { name: "Sign in" }));
    const mistake = page.getByRole("alert");
    if (new URL(page.url()).pathname === "/login" && (await mistake.count()) > 0) throw new Error(`Alias: ${await mistake.innerText()}`);
  },
  async "/consent"({ page }) {
    for (const box of await page.getByRole("checkbox").all()) await box.check();
    await leave(page, page.getByRole("button", { name: "Allow", exact: true }));
  },
  async "/select-account"({ page }) {
    // A profile has one person in it.
    await leave(page, page.locator("button[name=account]").first());
  },
  async "/logout"({ page }) {
    await leave(page, page.getByRole("button", { name: "Sign out", exact: true }));
  },
  async "/problem"() {
    throw new Error("Alias shows a problem");
  },
};

/** The words on a page, in one line. */
async function told(page) {
  const text = await page.locator("body").innerText();
  return text.replaceAll(/\s+/g, " ").slice(0, 400);
}

/** Walks through Alias until a page is there that begins with an address, and whose text is JSON if that is wanted. */
async function walk(person, { until, json }) {
  const { page } = person;
  const end = Date.now() + patience;
  while (Date.now() < end) {
    await page.waitForLoadState();
    const at = new URL(page.url());
    // A path of Alias may also be what is waited for.
    if (at.href.startsWith(until)) {
      const text = await page.locator("body").innerText();
      if (!json || /^\s*\{/.test(text)) return { text };
    } else if (at.origin === alias && pages[at.pathname]) {
      await pages[at.pathname](person);
      continue;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`did not come to ${until}`);
}

const verbs = {
  async begin({ who, email, password }) {
    const context = await browser.newContext();
    context.setDefaultTimeout(patience);
    people.set(who, { context, page: await context.newPage(), email, password, asked: 0 });
    return {};
  },
  async visit({ who, url, until, json }) {
    const person = people.get(who);
    await person.page.goto(url);
    return walk(person, { until, json });
  },
  async fill({ who, name, value }) {
    await people.get(who).page.getByLabel(name).fill(value);
    return {};
  },
  async follow({ who, name, until, json }) {
    const person = people.get(who);
    const { page } = person;
    const from = page.url();
    const target = page.getByRole("button", { name, exact: true }).or(page.getByRole("link", { name, exact: true }));
    // A page may check the form before it lets it go.
    for (const end = Date.now() + patience; page.url() === from && Date.now() < end; await page.waitForTimeout(500)) {
      await target.click({ noWaitAfter: true }).catch((error) => {
        if (page.url() === from) throw error;
      });
    }
    return walk(person, { until, json });
  },
  async read({ who, name }) {
    return { text: await people.get(who).page.locator(name).textContent() };
  },
  async cookie({ who }) {
    const cookies = await people.get(who).context.cookies(alias);
    return { text: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") };
  },
  async asked({ who }) {
    return { text: String(people.get(who).asked) };
  },
  async end({ who }) {
    await people.get(who).context.close();
    people.delete(who);
    return {};
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = await verbs[request.do](request);
  } catch (error) {
    const page = people.get(request.who)?.page;
    const where = page ? ` (at ${page.url().split("?")[0]}: ${await told(page).catch(() => "")})` : "";
    answer = { error: error.message.split("\n")[0] + where };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
