import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { makeClient, makeTenant } from "@/test/factories";
import { besides } from "./integrations";
import { integrationOrder } from "./places";
import { envFile, type SnippetInput, snippetsFor } from "./snippets";

const input = (change: Partial<SnippetInput> = {}): SnippetInput => ({
  tenant: makeTenant(),
  client: makeClient(),
  secret: "als_s3cret+/=",
  random: "cmFuZG9t",
  ...change,
});

describe.each(integrationOrder)("%s", (integration) => {
  test("has every value filled in", () => {
    const all = snippetsFor(integration, input())
      .map((snippet) => snippet.code)
      .join("\n");
    expect(all).toContain(makeTenant().issuer);
    expect(all).not.toMatch(/<[^>]*>|undefined|null,|TODO|YOUR_|your-/);
    if (integration !== "other") expect(all).toContain(makeClient().id);
    expect(all).toContain("als_s3cret+/=");
  });

  test("asks a public client for no secret", () => {
    const client = makeClient({ type: "public", auth_method: "none", secrets: [] });
    const all = snippetsFor(integration, input({ client, secret: undefined }))
      .map((snippet) => snippet.code)
      .join("\n");
    expect(all.toLowerCase()).not.toMatch(/client_?secret[:=]/);
  });

  test("says which secret belongs there when it is no longer known", () => {
    const all = snippetsFor(integration, input({ secret: undefined }))
      .map((snippet) => snippet.code)
      .join("\n");
    expect(all).toContain("your secret that ends in 4f2a");
  });
});

describe("Synapse", () => {
  const provider = (change: Partial<SnippetInput> = {}) => parse(snippetsFor("synapse", input(change))[0]?.code ?? "").oidc_providers[0];

  test("is YAML that says what Synapse needs", () => {
    expect(provider()).toEqual({
      idp_id: "alias-heron-forum",
      idp_name: "Alias",
      issuer: "https://alias.example/t/heron-forum",
      client_id: "cli_01890c3e",
      client_secret: "als_s3cret+/=",
      client_auth_method: "client_secret_basic",
      scopes: ["openid", "profile", "nickname", "email"],
      user_profile_method: "userinfo_endpoint",
      backchannel_logout_enabled: true,
      user_mapping_provider: {
        config: {
          subject_template: "{{ user.sub }}",
          localpart_template: "{{ user.preferred_username }}",
          confirm_localpart: true,
          display_name_template: "{{ user.nickname }}",
          email_template: "{{ user.email }}",
        },
      },
    });
  });

  test("skips verification only for a plain http issuer", () => {
    expect(provider()).not.toHaveProperty("skip_verification");
    expect(provider({ tenant: makeTenant({ issuer: "http://localhost:8080/t/heron-forum" }) })).toHaveProperty("skip_verification", true);
  });

  test("keeps odd characters in the secret intact", () => {
    expect(provider({ secret: `a"b\\c: #d` })["client_secret"]).toBe(`a"b\\c: #d`);
  });

  test("reads the ID token when the client puts the claims there", () => {
    expect(provider({ client: makeClient({ id_token_claims: true }) })).not.toHaveProperty("user_profile_method");
  });
});

test("the Go program listens where the redirect URI points", () => {
  const code = snippetsFor("go", input({ client: makeClient({ redirect_uris: ["http://localhost:9999/auth/back"] }) }))[0]?.code;
  expect(code).toContain('http.ListenAndServe("localhost:9999", nil)');
  expect(code).toContain('"GET /auth/back"');
  expect(code).toContain('RedirectURL:  "http://localhost:9999/auth/back"');
});

test("the .env file names the issuer, the client, the secret and the scopes", () => {
  expect(envFile(input())).toBe(
    [
      'OIDC_ISSUER="https://alias.example/t/heron-forum"',
      'OIDC_CLIENT_ID="cli_01890c3e"',
      'OIDC_CLIENT_SECRET="als_s3cret+/="',
      'OIDC_SCOPES="openid profile nickname email"',
      'OIDC_REDIRECT_URI="https://matrix.example/_synapse/client/oidc/callback"',
      "",
    ].join("\n"),
  );
});

test("a Synapse client hears of sign-outs beside its callback, and no other software does", () => {
  expect(besides("synapse", ["https://matrix.example/_synapse/client/oidc/callback"])).toEqual({
    backchannel_logout_uri: "https://matrix.example/_synapse/client/oidc/backchannel_logout",
    backchannel_logout_session_required: true,
  });
  expect(besides("synapse", ["https://matrix.example/elsewhere"])).toEqual({});
  expect(besides("go", ["https://app.example/callback"])).toEqual({});
});
