import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { makeConnection } from "@/test/factories";
import { openPortal } from "@/test/render";
import { api, server } from "@/test/server";

test("the people of a workspace are aliases, what they granted is named, and the filters are the address", async () => {
  const asked: string[] = [];
  server.use(
    http.get(api("/tenants/:tenant/connections"), ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ items: [makeConnection()] });
    }),
  );
  const { user, router } = openPortal("/w/heron-forum/connections?client=cli_01890c3e");
  expect(await screen.findByText("q7Zt3nV0bS2yRk1d84mXcA")).toBeVisible();
  expect(screen.getByText("claim:name")).toBeVisible();
  await waitFor(() => expect(asked.at(-1)).toContain("client=cli_01890c3e"));
  await user.type(screen.getByRole("searchbox", { name: "Find one person" }), "quiet");
  await waitFor(() => expect(asked.at(-1)).toContain("q=quiet"));
  expect(router.state.location.search).toEqual({ client: "cli_01890c3e", q: "quiet" });
});

test("a connection is revoked after the nickname is typed", async () => {
  let revoked: unknown;
  server.use(
    http.delete(api("/tenants/:tenant/connections/:connection"), ({ params }) => {
      revoked = params["connection"];
      server.use(
        http.get(api("/tenants/:tenant/connections"), () =>
          HttpResponse.json({ items: [makeConnection({ clients: [], ended_at: "2026-11-24T13:00:00Z" })] }),
        ),
      );
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const { user } = openPortal("/w/heron-forum/connections");
  await user.click(await screen.findByRole("button", { name: "Revoke the connection of Quiet Heron" }));
  const dialog = await screen.findByRole("dialog", { name: "Revoke the connection of Quiet Heron?" });
  expect(dialog).toHaveTextContent("get the same alias");
  await user.type(within(dialog).getByLabelText(/to confirm/), "Quiet Heron");
  await user.click(within(dialog).getByRole("button", { name: "Revoke the connection" }));
  expect(await screen.findByText("The connection has ended.")).toBeVisible();
  expect(revoked).toBe("con_01890c42");
  expect(await screen.findByText("left")).toBeVisible();
});
