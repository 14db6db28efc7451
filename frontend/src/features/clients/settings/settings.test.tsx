import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import type { Client } from "@/api/types";
import { makeClient } from "@/test/factories";
import { openPortal } from "@/test/render";
import { api, problem, server } from "@/test/server";
import { sectionOf } from "./sections";
import { changeOf, schema, valuesOf } from "./values";

const address = "/w/heron-forum/clients/cli_01890c3e?tab=settings";

/** Keeps what is sent to change the client, and answers with it changed. */
function changes(answer: (body: Partial<Client>) => Response = (body) => HttpResponse.json(makeClient(body))) {
  const sent: { body: unknown; ifMatch: string | null }[] = [];
  server.use(
    http.get(api("/tenants/:tenant/clients/:client"), () => HttpResponse.json(makeClient(), { headers: { ETag: '"v1"' } })),
    http.patch(api("/tenants/:tenant/clients/:client"), async ({ request }) => {
      const body = (await request.json()) as Partial<Client>;
      sent.push({ body, ifMatch: request.headers.get("If-Match") });
      return answer(body);
    }),
  );
  return sent;
}

test("a client that is not touched sends nothing, whatever it has", () => {
  const full = makeClient({
    jwks: { keys: [{ kty: "OKP", crv: "Ed25519", x: "11qY" }] },
    default_max_age: 3600,
    federated_credentials: [{ issuer: "https://ci.example", subject: "repo:*" }],
    grant_types: ["authorization_code", "refresh_token"],
  });
  expect(changeOf(full, valuesOf(full))).toEqual({});
});

test("documents, numbers and lists are sent in the words of the API, and null removes", () => {
  const before = makeClient({ jwks: { keys: [{ kty: "OKP" }] }, default_max_age: 3600 });
  expect(
    changeOf(before, {
      ...valuesOf(before),
      jwks: " ",
      default_max_age: "",
      jwks_uri: "https://app.example/jwks.json",
      federated_credentials: [{ issuer: "https://ci.example", subject: "repo:*", audience: "", jwks_uri: "" }],
    }),
  ).toEqual({
    jwks: null,
    default_max_age: null,
    jwks_uri: "https://app.example/jwks.json",
    federated_credentials: [{ issuer: "https://ci.example", subject: "repo:*" }],
  });
  const empty = makeClient();
  expect(changeOf(empty, { ...valuesOf(empty), jwks: '{"keys": [{"kty": "EC"}]}', default_max_age: "60" })).toEqual({
    jwks: { keys: [{ kty: "EC" }] },
    default_max_age: 60,
  });
});

test("every setting has a place on the page", () => {
  const open = [
    "name",
    "integration",
    "application_type",
    "disabled",
    "redirect_uris",
    "allowed_origins",
    "initiate_login_uri",
    "scopes",
    "id_token_claims",
  ];
  expect(Object.keys(schema.shape).filter((name) => !open.includes(name) && sectionOf(name) === undefined)).toEqual([]);
});

test("only what changed is sent, under the version that was seen", async () => {
  const sent = changes();
  const { user, router } = openPortal(address);
  await user.click(await screen.findByRole("heading", { name: "Client authentication" }));
  await user.selectOptions(screen.getByLabelText("Method"), "private_key_jwt");
  expect(screen.getByText("This client needs public keys")).toBeVisible();
  await user.type(screen.getByLabelText(/Address of the public keys/), "https://app.example/jwks.json");
  await user.selectOptions(screen.getByLabelText("Assertion signature"), "ES256");
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  expect(await screen.findByText("Saved. It is in force at once.")).toBeVisible();
  expect(sent).toEqual([
    {
      body: {
        auth_method: "private_key_jwt",
        jwks_uri: "https://app.example/jwks.json",
        token_endpoint_auth_signing_alg: "ES256",
      },
      ifMatch: '"v1"',
    },
  ]);
  expect(router.state.location.search).toEqual({ tab: "settings", section: "authentication" });
});

test("choosing another name of the certificate moves what was typed", async () => {
  const sent = changes();
  const { user } = openPortal(`${address}&section=authentication`);
  await user.selectOptions(await screen.findByLabelText("Method"), "tls_client_auth");
  await user.type(screen.getByLabelText("Name in the certificate"), "client.example");
  await user.selectOptions(screen.getByLabelText("Recognise the certificate by"), "tls_client_auth_san_dns");
  expect(screen.getByLabelText("Name in the certificate")).toHaveValue("client.example");
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  await waitFor(() => expect(sent[0]?.body).toEqual({ auth_method: "tls_client_auth", tls_client_auth_san_dns: "client.example" }));
});

test("a private key is never sent", async () => {
  const sent = changes();
  const { user } = openPortal(`${address}&section=authentication`);
  await user.click(await screen.findByLabelText(/^Public keys/));
  await user.paste('{"keys": [{"kty": "EC", "crv": "P-256", "x": "a", "y": "b", "d": "secret"}]}');
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  expect(await screen.findByText(/A private key is among these/)).toBeVisible();
  expect(sent).toEqual([]);
});

test("a refusal about a folded setting unfolds it and stands beside it", async () => {
  changes(() =>
    problem(422, "client_invalid", {
      errors: [{ location: "body.tls_client_auth_subject_dn", message: "It needs to know the certificate." }],
    }),
  );
  const { user, router } = openPortal(address);
  await user.type(await screen.findByLabelText("Name"), "!");
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  await waitFor(() => expect(router.state.location.search).toMatchObject({ section: "authentication" }));
  expect(await screen.findByText("Needs a look")).toBeVisible();
});

test("somebody else's change is said, and kept together with one's own", async () => {
  const sent = changes(() => problem(412, "stale"));
  const { user } = openPortal(address);
  await user.type(await screen.findByLabelText("Name"), "!");
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  expect(await screen.findByText("Somebody else changed this client meanwhile")).toBeVisible();
  server.use(
    http.get(api("/tenants/:tenant/clients/:client"), () =>
      HttpResponse.json(makeClient({ id_token_claims: true, updated_at: "2026-11-24T13:00:00Z" }), { headers: { ETag: '"v2"' } }),
    ),
  );
  await user.click(screen.getByRole("button", { name: "Load the newest, keep my changes" }));
  await waitFor(() => expect(screen.getByRole("checkbox", { name: /Also put claims/ })).toBeChecked());
  expect(screen.getByLabelText("Name")).toHaveValue("Matrix!");
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  await waitFor(() => expect(sent.at(-1)).toEqual({ body: { name: "Matrix!" }, ifMatch: '"v2"' }));
});

test("a client that is described by a document can only be switched off", async () => {
  server.use(
    http.get(api("/tenants/:tenant/clients/:client"), () =>
      HttpResponse.json(makeClient({ origin: "document", client_id: "https://app.example/client.json" })),
    ),
  );
  openPortal(address);
  expect(await screen.findByText("These settings are those of its metadata document")).toBeVisible();
  expect(screen.getByLabelText("Name")).toBeDisabled();
  expect(screen.getByRole("checkbox", { name: /^Disabled/ })).toBeEnabled();
});

test("a profile says what stands in its way, what it changes, and is applied with one click", async () => {
  const sent = changes();
  const objection = (setting: string, automatic: boolean) => ({ setting, have: "false", need: "true", sentence: "So it is.", automatic });
  const profiles = (objections: object[]) =>
    server.use(
      http.get(api("/tenants/:tenant/clients/:client/profiles"), () =>
        HttpResponse.json({ items: [{ profile: "fapi2", current: false, objections }] }),
      ),
    );
  profiles([objection("auth_method", false), objection("require_pkce", true)]);
  const { user, queries } = openPortal(address);
  await user.click(await screen.findByRole("radio", { name: /^FAPI 2.0 For/ }));
  expect(await screen.findByRole("heading", { name: "To settle first" })).toBeVisible();
  expect(screen.getByRole("heading", { name: "Changed with it" })).toBeVisible();
  const apply = screen.getByRole("button", { name: "Apply FAPI 2.0" });
  expect(apply).toBeDisabled();
  profiles([objection("require_pkce", true)]);
  await queries.invalidateQueries();
  await waitFor(() => expect(apply).toBeEnabled());
  await user.click(apply);
  expect(await screen.findByText("Matrix now keeps the rules of FAPI 2.0.")).toBeVisible();
  expect(sent).toEqual([{ body: { profile: "fapi2", apply_profile: true }, ifMatch: '"v1"' }]);
  expect(
    within(screen.getByRole("radio", { name: /^FAPI 2.0 in force/ }).closest("label") as HTMLElement).getByText("in force"),
  ).toBeVisible();
});
