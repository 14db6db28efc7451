import type { Page } from "@playwright/test";
import { expect, test } from "../../fixtures";
import type { Person } from "../../fixtures/person";
import type { RelyingParty } from "../../fixtures/rp";
import { ConsentPage } from "../../pages/consent";

/** Every value in a document, by the path that leads to it. */
function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([name, inner]) => leaves(inner, Array.isArray(value) ? path : `${path}.${name}`));
  return [[path, String(value)]];
}

const decoded = (part: string | undefined) => JSON.parse(Buffer.from(part ?? "", "base64url").toString());

/** All that a service learns when somebody signs in to it: addresses, tokens, claims. */
async function view(page: Page, service: RelyingParty): Promise<Map<string, string>> {
  await page.goto(await service.signInUrl());
  const consent = new ConsentPage(page, service.name);
  await consent.item("Send you messages through Alias").check();
  await consent.allow.click();
  const back = await service.returned(page);
  const tokens = await service.tokens(page);
  const [header, claims] = (tokens.id_token ?? "").split(".");
  const userinfo = await service.userinfo(tokens.access_token, tokens.claims()?.sub ?? "");
  return new Map([
    ...leaves(Object.fromEntries(back.searchParams), "callback"),
    ...leaves(tokens, "token"),
    ...leaves(decoded(header), "header"),
    ...leaves(decoded(claims), "claims"),
    ...leaves(userinfo, "userinfo"),
  ]);
}

/** What is the same for everybody at every service, and so tells nobody apart. */
const commonplace = new Set([
  ...["token.token_type", "token.scope", "token.expires_in", "header.alg", "header.typ"],
  ...["claims.acr", "claims.amr", "userinfo.email_verified"],
]);

/** Moments, which are equal only as far as clocks are coarse. */
const moments = new Set(["claims.iat", "claims.exp", "userinfo.updated_at"]);

function shared(one: Map<string, string>, other: Map<string, string>): string[] {
  const values = new Set([...other].filter(([path]) => !commonplace.has(path) && !moments.has(path)).map(([, value]) => value));
  return [...one].filter(([path, value]) => !commonplace.has(path) && !moments.has(path) && values.has(value)).map(([path]) => path);
}

function expectNothingOf(person: Person, seen: Map<string, string>) {
  const text = JSON.stringify([...seen]);
  for (const secret of [person.email, person.nickname, person.email.split("@")[0] ?? ""]) expect(text).not.toContain(secret);
}

test("two services cannot tell that they know the same person", async ({ page, newPerson, developer, newTenant, newService, signIn }) => {
  const person = await newPerson("Ottoline");
  const services = await Promise.all(
    [await newTenant(developer, "Forum"), await newTenant(developer, "Shop")].map((tenant, index) =>
      newService(tenant, { name: index === 0 ? "Pond" : "Lake" }),
    ),
  );
  await signIn(page, person);
  const views: Map<string, string>[] = [];
  for (const service of services) views.push(await view(page, service));
  const [forum = new Map(), shop = new Map()] = views;

  expect(forum.size).toBeGreaterThan(20);
  expect(shared(forum, shop)).toEqual([]);
  for (const seen of views) expectNothingOf(person, seen);
});
