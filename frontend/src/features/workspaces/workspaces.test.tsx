import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { makeTenant } from "@/test/factories";
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
