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
