import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import {
  makeAttempt,
  makeClient,
  makeConnection,
  makeDelivery,
  makeKey,
  makeRegistrationToken,
  makeResource,
  makeSession,
  makeTenant,
} from "./factories";

/** An address of the management API. */
export const api = (path: string) => `*/api/v1${path}`;

/** A refusal as the management API says it. */
export function problem(status: number, code: string, extra: Record<string, unknown> = {}) {
  const body = {
    type: `https://docs.alias.example/problems/${code}`,
    title: "It was refused",
    status,
    code,
    instance: "k3v9pq7zt4",
    ...extra,
  };
  return HttpResponse.json(body, { status, headers: { "Content-Type": "application/problem+json" } });
}

/** The addresses the portal left for, by way of a full page load. */
export const left: string[] = [];

/** A management API with one of each thing in it; a test replaces what it is about. */
export const server = setupServer(
  http.get(api("/session"), () => HttpResponse.json(makeSession())),
  http.get(api("/slugs/:slug"), ({ params }) =>
    HttpResponse.json({ slug: String(params["slug"]), available: true, issuer: `https://alias.example/t/${String(params["slug"])}` }),
  ),
  http.get(api("/tenants"), () => HttpResponse.json({ items: [makeTenant()] })),
  http.get(api("/tenants/:tenant"), () => HttpResponse.json(makeTenant())),
  http.get(api("/tenants/:tenant/clients"), () => HttpResponse.json({ items: [makeClient()] })),
  http.get(api("/tenants/:tenant/clients/:client"), () => HttpResponse.json(makeClient())),
  http.get(api("/tenants/:tenant/clients/:client/profiles"), () =>
    HttpResponse.json({
      items: (["default", "oauth21", "fapi2", "fapi2-message-signing"] as const).map((profile) => ({
        profile,
        current: profile === "default",
        objections: [],
      })),
    }),
  ),
  http.get(api("/tenants/:tenant/clients/:client/logout-deliveries"), () => HttpResponse.json({ items: [makeDelivery()] })),
  http.get(api("/tenants/:tenant/connections"), () => HttpResponse.json({ items: [makeConnection()] })),
  http.get(api("/tenants/:tenant/resources"), () => HttpResponse.json({ items: [makeResource()] })),
  http.get(api("/tenants/:tenant/registration-tokens"), () => HttpResponse.json({ items: [makeRegistrationToken()] })),
  http.get(api("/tenants/:tenant/attempts"), () => HttpResponse.json({ items: [makeAttempt()] })),
  http.get(api("/tenants/:tenant/keys"), () => HttpResponse.json({ items: [makeKey()] })),
);
