import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { makeKey } from "@/test/factories";
import { openPortal } from "@/test/render";
import { api, server } from "@/test/server";

test("rotating says what it does before it is done, and shows the keys afterwards", async () => {
  server.use(
    http.post(api("/tenants/:tenant/keys/rotate"), () =>
      HttpResponse.json({ items: [makeKey({ kid: "k_new" }), makeKey({ state: "retired", retired_at: "2026-11-24T12:00:00Z" })] }),
    ),
  );
  const { user } = openPortal("/w/heron-forum/keys");
  expect(await screen.findByText("k_2026_11")).toBeVisible();
  expect(screen.getByRole("list", { name: "Life of this key" })).toHaveTextContent("Retirednot yet");
  await user.click(screen.getByRole("button", { name: "Rotate now" }));
  const dialog = await screen.findByRole("dialog", { name: "Rotate the keys now?" });
  expect(dialog).toHaveTextContent("Nobody is signed out");
  await user.click(within(dialog).getByRole("button", { name: "Rotate now" }));
  expect(await screen.findByText("k_new")).toBeVisible();
  expect(screen.getByText("The keys were rotated.")).toBeVisible();
});

test("an algorithm without keys gets its first ones", async () => {
  let sent: unknown;
  server.use(
    http.post(api("/tenants/:tenant/keys/rotate"), async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json({ items: [makeKey(), makeKey({ kid: "k_ec", alg: "ES256" })] });
    }),
  );
  const { user } = openPortal("/w/heron-forum/keys");
  await screen.findByText("k_2026_11");
  await user.click(screen.getByRole("button", { name: "Add an algorithm" }));
  expect(screen.queryByRole("radio", { name: /^RS256/ })).toBeNull();
  await user.click(await screen.findByRole("radio", { name: /^ES256/ }));
  await user.click(screen.getByRole("button", { name: "Make keys" }));
  expect(await screen.findByText("k_ec")).toBeVisible();
  expect(sent).toEqual({ alg: "ES256" });
});

test("a key is revoked only after its first letters are typed, and says so afterwards", async () => {
  let revoked: unknown;
  server.use(
    http.post(api("/tenants/:tenant/keys/:kid/revoke"), ({ params }) => {
      revoked = params["kid"];
      return HttpResponse.json({ items: [makeKey({ state: "gone", gone_reason: "revoked", gone_at: "2026-11-24T13:00:00Z" })] });
    }),
  );
  const { user } = openPortal("/w/heron-forum/keys");
  await user.click(await screen.findByRole("button", { name: "Revoke the key k_2026_11" }));
  const dialog = await screen.findByRole("dialog", { name: "Revoke the RS256 key?" });
  await within(dialog).findByText(/1 client with RS256 ID tokens will notice/);
  const confirm = within(dialog).getByRole("button", { name: "Revoke the key" });
  expect(confirm).toBeDisabled();
  await user.type(within(dialog).getByLabelText("Type “k_2026” to confirm"), "k_2026");
  await user.click(confirm);
  expect(await screen.findByText("The key is destroyed.")).toBeVisible();
  expect(revoked).toBe("k_2026_11");
  expect(screen.getByText(/Destroyed by one of you/)).toBeVisible();
  expect(screen.queryByRole("button", { name: /^Revoke the key/ })).toBeNull();
});
