import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import { makeAttempt, makeClient, makeDelivery, makeResource, makeTenant } from "@/test/factories";
import { openPortal } from "@/test/render";
import { api, problem, server } from "@/test/server";
import { changeOf, valuesOf } from "./settings/values";

const page = (tab: string) => `/w/heron-forum/clients/cli_01890c3e?tab=${tab}`;

test("a service is connected: the secret is shown once, kept out of the address, and filled into the configuration", async () => {
  let sent: Record<string, unknown> = {};
  const made = makeClient({ name: "Matrix" });
  server.use(
    http.post(api("/tenants/:tenant/clients"), async ({ request }) => {
      sent = (await request.json()) as Record<string, unknown>;
      return HttpResponse.json({ client: made, client_secret: "als_onlyonce" }, { status: 201 });
    }),
  );
  const { user, router } = openPortal("/w/heron-forum/connect");
  await user.click(await screen.findByRole("button", { name: /Synapse/ }));
  await user.click(await screen.findByRole("button", { name: /Create the client/ }));
  expect(await screen.findByText("Replace the part in angle brackets with your own host name.")).toBeVisible();
  const uri = screen.getByRole("textbox", { name: "Redirect URI" });
  await user.clear(uri);
  await user.type(uri, "https://matrix.example/_synapse/client/oidc/callback");
  await user.click(screen.getByRole("button", { name: /Create the client/ }));
  expect(await screen.findByText("als_onlyonce")).toBeVisible();
  expect(sent).toEqual({
    name: "Matrix",
    type: "confidential",
    backchannel_logout_uri: "https://matrix.example/_synapse/client/oidc/backchannel_logout",
    backchannel_logout_session_required: true,
    integration: "synapse",
    redirect_uris: ["https://matrix.example/_synapse/client/oidc/callback"],
    scopes: ["openid", "profile", "nickname", "email"],
  });
  const next = screen.getByRole("button", { name: "Continue" });
  expect(next).toBeDisabled();
  await user.click(screen.getByRole("checkbox", { name: "I have stored it" }));
  await user.click(next);
  const snippet = await screen.findByRole("region", { name: "homeserver.yaml" });
  expect(snippet).toHaveTextContent('client_secret: "als_onlyonce"');
  expect(router.state.location.href).not.toContain("als_");
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain("als_");
});

test("a refusal of the server appears at the field it is about", async () => {
  server.use(
    http.post(api("/tenants/:tenant/clients"), () =>
      problem(422, "invalid", { errors: [{ location: "body.redirect_uris[0]", message: "Production needs https." }] }),
    ),
  );
  const { user } = openPortal("/w/heron-forum/connect?service=go");
  await user.click(await screen.findByRole("button", { name: /Create the client/ }));
  expect(await screen.findByText("Production needs https.")).toBeVisible();
  expect(screen.getByRole("textbox", { name: "Redirect URI" })).toBeInvalid();
});

test("only what changed is sent", () => {
  const before = makeClient();
  expect(changeOf(before, { ...valuesOf(before), name: "Other", redirect_uris: [...before.redirect_uris] })).toEqual({
    name: "Other",
  });
});

test("settings are saved and the rest stays as it is", async () => {
  let sent: unknown;
  server.use(
    http.patch(api("/tenants/:tenant/clients/:client"), async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(makeClient({ require_pkce: false }));
    }),
  );
  const { user } = openPortal(page("settings"));
  const save = await screen.findByRole("button", { name: "Save changes" });
  expect(save).toBeDisabled();
  await user.click(screen.getByRole("checkbox", { name: /Require PKCE/ }));
  await user.click(save);
  expect(await screen.findByText("Saved. It is in force at once.")).toBeVisible();
  expect(sent).toEqual({ require_pkce: false });
});

test("contact without offline_access is explained", async () => {
  const { user } = openPortal(page("settings"));
  await user.click(await screen.findByRole("checkbox", { name: /^contact/ }));
  await user.click(screen.getByRole("button", { name: "Save changes" }));
  expect(await screen.findByText(/contact needs offline_access/)).toBeVisible();
});

test("the last secret cannot be deleted, and a second one is shown once", async () => {
  const second = { id: "sec_2", hint: "nEw1", created_at: "2026-11-24T12:00:00Z" };
  let sent: unknown;
  server.use(
    http.post(api("/tenants/:tenant/clients/:client/secrets"), async ({ request }) => {
      sent = await request.json();
      server.use(
        http.get(api("/tenants/:tenant/clients/:client"), () =>
          HttpResponse.json(makeClient({ secrets: [...makeClient().secrets, second] })),
        ),
      );
      return HttpResponse.json({ secret: second, client_secret: "als_second" }, { status: 201 });
    }),
  );
  const { user } = openPortal(page("credentials"));
  expect(await screen.findByRole("button", { name: "Delete the secret ending in 4f2a" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Add a secret" }));
  const dialog = await screen.findByRole("dialog", { name: "Add a secret" });
  await user.click(within(dialog).getByRole("radio", { name: /24 hours/ }));
  await user.click(within(dialog).getByRole("button", { name: "Add a secret" }));
  expect(await screen.findByText("als_second")).toBeVisible();
  expect(sent).toEqual({ expire_others_in_seconds: 86_400 });
  expect(await screen.findByRole("button", { name: "Delete the secret ending in 4f2a" })).toBeEnabled();
  expect(screen.getByRole("button", { name: "Add a secret" })).toBeDisabled();
});

test("a test sign-in opens the authorization in a pop-up and shows the decoded token", async () => {
  const replace = vi.fn();
  const open = vi.spyOn(window, "open").mockReturnValue({ closed: false, location: { replace }, close: vi.fn() } as unknown as Window);
  server.use(
    http.post(api("/tenants/:tenant/clients/:client/test-sign-ins"), () =>
      HttpResponse.json(
        { id: "tst_1", authorization_url: "https://alias.example/t/heron-forum/oauth2/authorize?x", expires_at: "2026-11-24T12:10:00Z" },
        { status: 201 },
      ),
    ),
    http.get(api("/tenants/:tenant/clients/:client/test-sign-ins/tst_1"), () =>
      HttpResponse.json({
        id: "tst_1",
        status: "succeeded",
        created_at: "2026-11-24T12:00:00Z",
        expires_at: "2026-11-24T12:10:00Z",
        steps: [{ name: "Code exchange", status: "ok" }],
        id_token: { header: { alg: "RS256" }, claims: { sub: "q7Zt3nV0bS2yRk1d84mXcA", exp: 1_800_000_000 } },
      }),
    ),
  );
  const { user, router } = openPortal(page("test"));
  await user.click(await screen.findByRole("button", { name: "Start a test sign-in" }));
  expect(open).toHaveBeenCalledOnce();
  await waitFor(() => expect(replace).toHaveBeenCalledWith("https://alias.example/t/heron-forum/oauth2/authorize?x"));
  expect(await screen.findByText("It works")).toBeVisible();
  expect(screen.getByText("q7Zt3nV0bS2yRk1d84mXcA")).toBeVisible();
  expect(screen.getByText(/The alias ID: this person/)).toBeVisible();
  expect(router.state.location.search).toMatchObject({ tab: "test", test: "tst_1" });
  open.mockRestore();
});

test("a blocked pop-up leaves a link, and a failed test shows received beside expected", async () => {
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  server.use(
    http.post(api("/tenants/:tenant/clients/:client/test-sign-ins"), () =>
      HttpResponse.json(
        { id: "tst_2", authorization_url: "https://alias.example/go", expires_at: "2026-11-24T12:10:00Z" },
        { status: 201 },
      ),
    ),
    http.get(api("/tenants/:tenant/clients/:client/test-sign-ins/tst_2"), () =>
      HttpResponse.json({
        id: "tst_2",
        status: "failed",
        created_at: "2026-11-24T12:00:00Z",
        expires_at: "2026-11-24T12:10:00Z",
        steps: [{ name: "Authorization request", status: "failed", detail: "Refused." }],
        error: { code: "invalid_request", description: "The redirect URI is not registered." },
      }),
    ),
    http.get(api("/tenants/:tenant/attempts"), () =>
      HttpResponse.json({ items: [makeAttempt({ received: "https://a/x", expected: "https://b/y" })] }),
    ),
  );
  const { user } = openPortal(page("test"));
  await user.click(await screen.findByRole("button", { name: "Start a test sign-in" }));
  expect(await screen.findByRole("link", { name: "Sign in in a new tab" })).toHaveAttribute("href", "https://alias.example/go");
  expect(await screen.findByText("It failed")).toBeVisible();
  expect(screen.getByText("invalid_request")).toBeVisible();
  expect((await screen.findByText("Received")).parentElement).toHaveTextContent("https://a/x");
  expect(screen.getByText("Expected").parentElement).toHaveTextContent("https://b/y");
  open.mockRestore();
});

test("an empty workspace teaches what a client is", async () => {
  server.use(http.get(api("/tenants/:tenant/clients"), () => HttpResponse.json({ items: [] })));
  openPortal("/w/heron-forum/clients");
  expect(await screen.findByRole("heading", { name: "No clients yet" })).toBeVisible();
});

test("a list that cannot be loaded shows its correlation ID and can be tried again", async () => {
  server.use(http.get(api("/tenants/:tenant/clients"), () => problem(500, "internal", { detail: "It was noted." })));
  const { user } = openPortal("/w/heron-forum/clients");
  expect(await screen.findByText("The clients could not be loaded")).toBeVisible();
  expect(screen.getByText("k3v9pq7zt4")).toBeVisible();
  server.use(http.get(api("/tenants/:tenant/clients"), () => HttpResponse.json({ items: [makeClient()] })));
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: "Matrix" })).toBeVisible();
});

test("a client that registered itself says so, ends, and is kept with one click", async () => {
  let sent: unknown;
  const registered = makeClient({ origin: "registered", expires_at: "2099-01-01T00:00:00Z" });
  server.use(
    http.get(api("/tenants/:tenant/clients"), () => HttpResponse.json({ items: [registered] })),
    http.patch(api("/tenants/:tenant/clients/:client"), async ({ request }) => {
      sent = await request.json();
      server.use(http.get(api("/tenants/:tenant/clients"), () => HttpResponse.json({ items: [makeClient({ origin: "registered" })] })));
      return HttpResponse.json(makeClient({ origin: "registered" }));
    }),
  );
  const { user } = openPortal("/w/heron-forum/clients");
  expect(await screen.findByText("Registered itself")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Keep Matrix" }));
  expect(await screen.findByText("Matrix stays.")).toBeVisible();
  expect(sent).toEqual({ keep: true });
  await waitFor(() => expect(screen.queryByRole("button", { name: "Keep Matrix" })).toBeNull());
});

test("the activity shows each sign-out that the client was told about, and why one failed", async () => {
  server.use(
    http.get(api("/tenants/:tenant/clients/:client/logout-deliveries"), () =>
      HttpResponse.json({
        items: [makeDelivery({ status: "failed", tries: 3, http_status: 503, cause: "session_revoked", problem: "It answered 503." })],
      }),
    ),
  );
  openPortal(page("activity"));
  const deliveries = await screen.findByRole("region", { name: "Logout deliveries" });
  expect(deliveries).toHaveTextContent("Given up");
  expect(deliveries).toHaveTextContent("The session was revoked");
  expect(deliveries).toHaveTextContent("3 tries, answered 503");
  expect(deliveries).toHaveTextContent("It answered 503.");
});

test("a machine is connected: it acts as itself, for one resource", async () => {
  let sent: unknown;
  const machine = makeClient({ name: "Report", grant_types: ["client_credentials"], scopes: ["notes:read"], redirect_uris: [] });
  server.use(
    http.get(api("/tenants/:tenant/resources"), () =>
      HttpResponse.json({
        items: [makeResource(), makeResource({ id: "res_2", identifier: "https://b.example/", name: "B", scopes: ["b"] })],
      }),
    ),
    http.post(api("/tenants/:tenant/clients"), async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json({ client: machine, client_secret: "als_machine" }, { status: 201 });
    }),
    http.get(api("/tenants/:tenant/clients/:client"), () => HttpResponse.json(machine)),
  );
  const { user } = openPortal("/w/heron-forum/connect?service=machine");
  await user.type(await screen.findByLabelText("Name"), "Report");
  await user.selectOptions(await screen.findByLabelText("Which API it calls"), "B");
  await user.click(screen.getByRole("checkbox", { name: /^b/ }));
  await user.selectOptions(screen.getByLabelText("Which API it calls"), "Heron API");
  await user.click(screen.getByRole("checkbox", { name: /^notes:read/ }));
  await user.click(screen.getByRole("button", { name: "Create the client" }));
  await user.click(await screen.findByRole("checkbox", { name: "I have stored it" }));
  await user.click(screen.getByRole("button", { name: "Continue" }));
  const snippet = await screen.findByRole("region", { name: "Terminal" });
  expect(snippet).toHaveTextContent("--user 'cli_01890c3e:als_machine'");
  expect(snippet).toHaveTextContent("'scope=notes:read'");
  expect(screen.getByRole("link", { name: "Done" })).toBeVisible();
  expect(sent).toEqual({
    name: "Report",
    type: "confidential",
    grant_types: ["client_credentials"],
    scopes: ["notes:read"],
    default_resource: "https://api.heron.example/",
  });
});

test("an MCP server is connected: its clients may introduce themselves, and its resource is made", async () => {
  const sent: unknown[] = [];
  const made = makeResource({ identifier: "https://tools.example/mcp", scopes: ["tools:read"] });
  server.use(
    http.patch(api("/tenants/:tenant"), async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json(makeTenant({ client_id_metadata_documents: { enabled: true, allowed_hosts: [], denied_hosts: [] } }));
    }),
    http.post(api("/tenants/:tenant/resources"), async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json(made, { status: 201 });
    }),
    http.get(api("/tenants/:tenant/resources"), () => HttpResponse.json({ items: [made] })),
  );
  const { user, router } = openPortal("/w/heron-forum/connect");
  await user.click(await screen.findByRole("button", { name: /^MCP server/ }));
  await user.type(await screen.findByLabelText("Address of the server"), "https://tools.example/mcp");
  await user.click(screen.getByRole("button", { name: "Connect the server" }));
  expect(await screen.findByRole("region", { name: "token.ts" })).toHaveTextContent("https://tools.example/mcp");
  expect(sent).toEqual([
    { client_id_metadata_documents: { enabled: true } },
    { name: "My MCP server", identifier: "https://tools.example/mcp", scopes: ["tools:read"], access_token_format: "jwt" },
  ]);
  expect(router.state.location.search).toEqual({ service: "mcp", resource: made.id });
});
