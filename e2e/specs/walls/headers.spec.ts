import type { APIResponse } from "@playwright/test";
import { expect, test } from "../../fixtures";
import { LoginPage } from "../../pages/login";

/** The directives of a page's policy. */
function policy(answer: { headers(): Record<string, string> }): Map<string, string> {
  const text = answer.headers()["content-security-policy"] ?? "";
  return new Map(
    text.split(";").map((directive) => {
      const [name = "", ...values] = directive.trim().split(" ");
      return [name, values.join(" ")];
    }),
  );
}

/** What every page promises to a browser. */
function expectGuarded(answer: APIResponse) {
  const headers = answer.headers();
  const csp = policy(answer);
  expect.soft(csp.get("default-src"), answer.url()).toBe("'none'");
  expect.soft(csp.get("frame-ancestors"), answer.url()).toBe("'none'");
  expect.soft(csp.get("base-uri"), answer.url()).toBe("'none'");
  expect.soft(csp.get("script-src") ?? "", answer.url()).not.toMatch(/unsafe|\*|https?:/);
  expect.soft(headers["x-content-type-options"], answer.url()).toBe("nosniff");
  expect.soft(headers["x-frame-options"], answer.url()).toBe("DENY");
  expect.soft(headers["referrer-policy"], answer.url()).toBe("no-referrer");
  expect.soft(headers["x-correlation-id"], answer.url()).toMatch(/^[a-z0-9]{16}$/);
  expect.soft(headers["server"], answer.url()).toBeUndefined();
}

const html = { headers: { Accept: "text/html" } };

test("hosted pages run only their own script, are framed by nobody and stored nowhere", async ({ request }) => {
  for (const path of ["/login", "/register", "/recover", "/verify", "/reset", "/consent", "/select-account", "/logout", "/nowhere"]) {
    const answer = await request.get(path, html);
    expectGuarded(answer);
    expect.soft(answer.headers()["cache-control"], path).toBe("no-store");
    expect.soft(policy(answer).get("script-src"), path).toMatch(/^'nonce-[\w-]{22}'$/);
    expect.soft(policy(answer).get("style-src"), path).toBe("'self'");
  }
});

test("a nonce is used once", async ({ request }) => {
  const nonces = await Promise.all([1, 2].map(async () => policy(await request.get("/login")).get("script-src")));
  expect(nonces[0]).not.toBe(nonces[1]);
});

test("the portal, the documentation and the development mailbox are guarded too", async ({ request }) => {
  for (const path of ["/", "/new", "/w/somewhere", "/docs", "/dev/mail"]) expectGuarded(await request.get(path, html));
});

test("cookies are out of script's reach and stay on the site", async ({ page, context, person, service }) => {
  await page.goto(await service.signInUrl());
  await new LoginPage(page).signIn(person);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Connect");
  const cookies = await context.cookies();
  expect(cookies.map((cookie) => cookie.name.replace(/[0-9a-f]{12}$/, "…")).sort()).toEqual([
    "alias_request_…",
    "alias_session",
    "alias_state",
  ]);
  // The state is made for a script of ours (OpenID Connect Session Management 3.3): a random word that opens nothing.
  const guarded = cookies.filter((cookie) => cookie.name !== "alias_state");
  for (const cookie of guarded) {
    expect.soft(cookie.httpOnly, cookie.name).toBe(true);
    expect.soft(cookie.sameSite, cookie.name).toBe("Lax");
    expect.soft(cookie.path, cookie.name).toBe("/");
    expect.soft(cookie.domain, cookie.name).toBe("localhost");
  }
  expect(await page.evaluate(() => document.cookie)).toMatch(/^alias_state=[\w-]+$/);
});

test("signing in gives a browser another session than any it brought", async ({ page, context, person, signIn }) => {
  const session = async () => (await context.cookies()).find((cookie) => cookie.name === "alias_session")?.value;
  await signIn(page, person);
  const first = await session();
  await page.goto("/login?another=1");
  await new LoginPage(page).signIn(person);
  await page.waitForURL("/home");
  expect(await session()).toBeTruthy();
  expect(await session()).not.toBe(first);
});

test("answers of the API are stored nowhere and set no cookie", async ({ request, tenant, service }) => {
  for (const path of ["/api/v1/session", `/api/v1/tenants/${tenant.slug}`]) {
    const answer = await request.get(path);
    expect.soft(answer.status(), path).toBe(401);
    expect.soft(answer.headers()["cache-control"], path).toBe("no-store");
    expect.soft(answer.headers()["content-type"], path).toBe("application/problem+json");
    expect.soft(answer.headers()["set-cookie"], path).toBeUndefined();
  }
  const refused = await request.post(service.metadata.token_endpoint ?? "", { form: { grant_type: "authorization_code", code: "x" } });
  expect(refused.status()).toBe(401);
  expect(refused.headers()["cache-control"]).toBe("no-store");
});

test("a form sent from another site is refused", async ({ request, person }) => {
  const answer = await request.post("/login", {
    headers: { ...html.headers, "Sec-Fetch-Site": "cross-site", Origin: "https://elsewhere.example" },
    form: { email: person.email, password: person.password },
  });
  expect(answer.status()).toBe(403);
  expect(answer.headers()["set-cookie"] ?? "").not.toContain("alias_session");
});
