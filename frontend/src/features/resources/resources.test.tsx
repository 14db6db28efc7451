import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { makeResource } from "@/test/factories";
import { openPortal } from "@/test/render";
import { api, problem, server } from "@/test/server";

test("an empty list teaches, and the first resource is made from it", async () => {
  let sent: unknown;
  server.use(
    http.get(api("/tenants/:tenant/resources"), () => HttpResponse.json({ items: [] })),
    http.post(api("/tenants/:tenant/resources"), async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(makeResource(), { status: 201 });
    }),
  );
  const { user, router } = openPortal("/w/heron-forum/resources");
  expect(await screen.findByRole("heading", { name: "No resources yet" })).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Add a resource" }));
  expect(router.state.location.search).toEqual({ add: true });
  await user.type(await screen.findByLabelText("Name"), "Heron API");
  await user.type(screen.getByLabelText("Identifier"), "https://api.heron.example/");
  await user.click(screen.getByRole("button", { name: "Add scope" }));
  await user.type(screen.getByLabelText("Scope"), "notes:read");
  await user.click(screen.getByRole("button", { name: "Add the resource" }));
  expect(await screen.findByText("Heron API is known now.")).toBeVisible();
  expect(sent).toEqual({
    name: "Heron API",
    identifier: "https://api.heron.example/",
    scopes: ["notes:read"],
    access_token_format: "jwt",
    access_token_typ: "at+jwt",
    access_token_signed_alg: "RS256",
    access_token_lifetime_seconds: null,
  });
});

test("a resource is changed, and its identifier is not asked for", async () => {
  let sent: unknown;
  server.use(
    http.patch(api("/tenants/:tenant/resources/:resource"), async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(makeResource({ access_token_format: "opaque" }));
    }),
  );
  const { user } = openPortal("/w/heron-forum/resources");
  await user.click(await screen.findByRole("button", { name: "Change Heron API" }));
  const dialog = await screen.findByRole("dialog", { name: "Change Heron API" });
  expect(within(dialog).queryByLabelText("Identifier")).toBeNull();
  await user.selectOptions(within(dialog).getByLabelText("Token format"), "opaque");
  expect(within(dialog).queryByLabelText("Signature")).toBeNull();
  await user.type(within(dialog).getByLabelText(/Longest life/), "600");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(sent).toMatchObject({ access_token_format: "opaque", access_token_lifetime_seconds: 600 }));
});

test("a resource that is in use is not deleted, and the reason is said", async () => {
  server.use(
    http.delete(api("/tenants/:tenant/resources/:resource"), () =>
      problem(409, "resource_in_use", { detail: "It is the default resource of Matrix." }),
    ),
  );
  const { user } = openPortal("/w/heron-forum/resources?remove=res_01890c41");
  const dialog = await screen.findByRole("dialog", { name: "Delete Heron API?" });
  await user.type(within(dialog).getByLabelText(/to confirm/), "Heron API");
  await user.click(within(dialog).getByRole("button", { name: "Delete the resource" }));
  expect(await screen.findByText("It is the default resource of Matrix.")).toBeVisible();
});
