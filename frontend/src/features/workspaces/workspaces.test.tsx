import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { makeRegistrationToken, makeTenant } from "@/test/factories";
import { openPortal } from "@/test/render";
import { api, left, problem, server } from "@/test/server";

test("a visitor reads what Alias is and can sign up or in", async () => {
  server.use(http.get(api("/session"), () => problem(401, "unauthenticated")));
  openPortal("/");
  expect(await screen.findByRole("link", { name: "Sign up" })).toHaveAttribute("href", "/register?return_to=/");
  expect(screen.getAllByRole("link", { name: "Sign in" })[0]).toHaveAttribute("href", "/login?return_to=/");
  expect(left).toEqual([]);
});

test("a developer without a workspace begins with one", async () => {
  server.use(http.get(api("/tenants"), () => HttpResponse.json({ items: [] })));
  const { router } = openPortal("/");
  expect(await screen.findByRole("heading", { name: "Create your first workspace" })).toBeVisible();
  expect(router.state.location.pathname).toBe("/new");
});

test("the address follows the name until it is edited, and leads to the first service", async () => {
  let sent: unknown;
  server.use(
    http.post(api("/tenants"), async ({ request }) => {
      sent = await request.json();
      expect(request.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f-]{36}$/);
      return HttpResponse.json(makeTenant({ slug: "herons" }), { status: 201 });
    }),
    http.get(api("/tenants/:tenant"), () => HttpResponse.json(makeTenant({ slug: "herons" }))),
  );
  const { user, router } = openPortal("/new");
  await user.type(await screen.findByLabelText("Name"), "Heron Fórum");
  expect(screen.getByLabelText("Address")).toHaveValue("heron-forum");
  await user.clear(screen.getByLabelText("Address"));
  await user.type(screen.getByLabelText("Address"), "herons");
  await user.type(screen.getByLabelText("Name"), " II");
  expect(screen.getByLabelText("Address")).toHaveValue("herons");
  expect(await screen.findByText("Free")).toBeVisible();
  await user.click(screen.getByRole("radio", { name: /Production/ }));
  await user.click(screen.getByRole("button", { name: "Create workspace" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/w/herons/connect"));
  expect(sent).toEqual({ name: "Heron Fórum II", slug: "herons", environment: "production" });
});

test("an address that somebody else has says so before anything is sent", async () => {
  server.use(
    http.get(api("/slugs/:slug"), () =>
      HttpResponse.json({ slug: "admin", available: false, reason: "reserved", issuer: "https://alias.example/t/admin" }),
    ),
  );
  const { user } = openPortal("/new");
  await user.type(await screen.findByLabelText("Name"), "Admin");
  expect(await screen.findByText("This one is kept for Alias itself. Try another.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Create workspace" }));
  expect(screen.getByLabelText("Address")).toHaveFocus();
});

test("a workspace is deleted only after its name is typed", async () => {
  let deleted = false;
  server.use(
    http.delete(api("/tenants/:tenant"), () => {
      deleted = true;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const { user } = openPortal("/w/heron-forum/settings");
  await user.click(await screen.findByRole("button", { name: "Delete workspace" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete Heron Forum?" });
  expect(dialog).toHaveTextContent("1 client, with their secrets");
  const confirm = screen.getAllByRole("button", { name: "Delete workspace" }).at(-1) as HTMLElement;
  expect(confirm).toBeDisabled();
  await user.type(screen.getByLabelText(/to confirm/), "Heron Forum");
  await user.click(confirm);
  await waitFor(() => expect(deleted).toBe(true));
});

test("somebody signed out is sent to sign in, and comes back to the same page", async () => {
  server.use(
    http.get(api("/session"), () => problem(401, "unauthenticated")),
    http.get(api("/tenants/:tenant"), () => problem(401, "unauthenticated")),
  );
  openPortal("/w/heron-forum/keys");
  await waitFor(() => expect(left.length).toBeGreaterThan(0));
  expect(left[0]).toMatch(/^\/login\?return_to=/);
});

test("a workspace one is not a member of does not exist", async () => {
  server.use(http.get(api("/tenants/:tenant"), () => problem(404, "not_found")));
  openPortal("/w/other");
  expect(await screen.findByRole("heading", { name: "There is nothing at this address" })).toBeVisible();
});

test("only the group that was changed is saved, and what is refused stands at its field", async () => {
  const sent: unknown[] = [];
  server.use(
    http.patch(api("/tenants/:tenant"), async ({ request }) => {
      sent.push(await request.json());
      return sent.length === 1
        ? problem(422, "tenant_invalid", {
            errors: [{ location: "body.registration.software_statement_issuers[0].jwks_uri", message: "Its keys are not there." }],
          })
        : HttpResponse.json(
            makeTenant({
              registration: {
                mode: "software_statement",
                software_statement_issuers: [{ issuer: "https://a.example", jwks_uri: "https://a.example/keys" }],
              },
            }),
          );
    }),
  );
  const { user } = openPortal("/w/heron-forum/settings#registration");
  await user.click(await screen.findByRole("radio", { name: /^With a software statement/ }));
  await user.click(screen.getByRole("button", { name: "Add an issuer" }));
  await user.type(screen.getByLabelText("Issuer"), "https://a.example");
  await user.click(screen.getByRole("button", { name: "Save dynamic registration" }));
  expect(await screen.findByText("Give its keys by address or by value: one of the two.")).toBeVisible();
  await user.type(screen.getByLabelText(/Address of its keys/), "https://a.example/keys");
  await user.click(screen.getByRole("button", { name: "Save dynamic registration" }));
  expect(await screen.findByText("Its keys are not there.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save dynamic registration" }));
  expect(await screen.findByText("Saved.")).toBeVisible();
  const registration = {
    mode: "software_statement",
    software_statement_issuers: [{ issuer: "https://a.example", jwks_uri: "https://a.example/keys" }],
  };
  expect(sent).toEqual([{ registration }, { registration }]);
});

test("metadata documents and the compatibility switch are saved each by itself", async () => {
  const sent: unknown[] = [];
  server.use(
    http.patch(api("/tenants/:tenant"), async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json(makeTenant());
    }),
  );
  const { user } = openPortal("/w/heron-forum/settings");
  await user.click(await screen.findByRole("heading", { name: "Client ID metadata documents" }));
  await user.click(screen.getByRole("checkbox", { name: /^Read metadata documents/ }));
  await user.click(screen.getAllByRole("button", { name: "Add host" })[0] as HTMLElement);
  await user.type(screen.getByLabelText("Host"), "*.example.com");
  await user.click(screen.getByRole("button", { name: "Save client id metadata documents" }));
  await waitFor(() => expect(sent).toHaveLength(1));
  await user.click(screen.getByRole("heading", { name: "Compatibility" }));
  await user.click(screen.getByRole("checkbox", { name: /^Allow the implicit/ }));
  expect(await screen.findByText("These flows are not safe any more")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save compatibility" }));
  await waitFor(() =>
    expect(sent).toEqual([
      { client_id_metadata_documents: { enabled: true, allowed_hosts: ["*.example.com"], denied_hosts: [] } },
      { compatibility: { implicit_and_hybrid: true } },
    ]),
  );
});

test("a registration token is shown once", async () => {
  let sent: unknown;
  server.use(
    http.post(api("/tenants/:tenant/registration-tokens"), async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json({ registration_token: makeRegistrationToken(), token: "alias_ia_once" }, { status: 201 });
    }),
  );
  const { user } = openPortal("/w/heron-forum/settings#registration-tokens");
  await user.click(await screen.findByRole("button", { name: "Add a token" }));
  await user.type(await screen.findByLabelText("What it is for"), "Partner portal");
  await user.selectOptions(screen.getByLabelText("Works for"), "30 days");
  await user.click(screen.getByRole("button", { name: "Make the token" }));
  expect(await screen.findByText("alias_ia_once")).toBeVisible();
  expect(sent).toEqual({ name: "Partner portal", uses: 1, expires_in_seconds: 2_592_000 });
  await user.click(screen.getByRole("button", { name: "I have stored it" }));
  expect(screen.queryByText("alias_ia_once")).toBeNull();
});
