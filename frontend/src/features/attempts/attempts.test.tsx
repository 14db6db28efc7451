import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { makeAttempt } from "@/test/factories";
import { openPortal } from "@/test/render";
import { api, server } from "@/test/server";

test("the filters are the address, and the address is the filters", async () => {
  const asked: string[] = [];
  server.use(
    http.get(api("/tenants/:tenant/attempts"), ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ items: [makeAttempt()] });
    }),
  );
  const { user, router } = openPortal("/w/heron-forum/activity?outcome=refused");
  expect(await screen.findByRole("combobox", { name: "Outcome" })).toHaveValue("refused");
  await waitFor(() => expect(asked[0]).toContain("outcome=refused"));
  await user.selectOptions(screen.getByRole("combobox", { name: "Client" }), await screen.findByRole("option", { name: "Matrix" }));
  await waitFor(() => expect(router.state.location.search).toEqual({ outcome: "refused", client: "cli_01890c3e" }));
  await user.type(screen.getByRole("searchbox", { name: "Correlation ID" }), "k3v9");
  await waitFor(() => expect(asked.at(-1)).toContain("correlation_id=k3v9"));
  expect(asked.at(-1)).toContain("client=cli_01890c3e");
});

test("an opened refusal shows what came beside what should have come, and the setting that cures it", async () => {
  const { user, router } = openPortal("/w/heron-forum/activity");
  await user.click(await screen.findByRole("button", { name: /not registered for this client/ }));
  expect((await screen.findByText("Received")).parentElement).toHaveTextContent("https://matrix.example/callback");
  expect(screen.getByText("Expected").parentElement).toHaveTextContent("https://matrix.example/_synapse/client/oidc/callback");
  expect(screen.getByRole("link", { name: "Edit the redirect URIs" })).toHaveAttribute(
    "href",
    "/w/heron-forum/clients/cli_01890c3e?tab=settings",
  );
  expect(router.state.location.search).toEqual({ attempt: "att_01890c40" });
});

test("a filter that matches nothing can be cleared", async () => {
  server.use(
    http.get(api("/tenants/:tenant/attempts"), ({ request }) =>
      HttpResponse.json({ items: new URL(request.url).searchParams.has("outcome") ? [] : [makeAttempt()] }),
    ),
  );
  const { user } = openPortal("/w/heron-forum/activity?outcome=failed");
  await user.click(await screen.findByRole("button", { name: "Clear the filters" }));
  expect(await screen.findByText("The redirect URI is not registered for this client.")).toBeVisible();
});
