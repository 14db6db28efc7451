import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import { openPortal } from "@/test/render";
import { api, server } from "@/test/server";

test("g and a letter go to a page, and ? lists the shortcuts", async () => {
  const { user, router } = openPortal("/w/heron-forum");
  await screen.findByRole("heading", { name: "Heron Forum" });
  await user.keyboard("gk");
  await waitFor(() => expect(router.state.location.pathname).toBe("/w/heron-forum/keys"));
  await user.keyboard("?");
  expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
});

test("letters typed into a field are letters", async () => {
  const { user, router } = openPortal("/w/heron-forum/clients");
  await user.type(await screen.findByRole("searchbox", { name: "Search clients" }), "gk?");
  expect(router.state.location.pathname).toBe("/w/heron-forum/clients");
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("the palette finds a client's tab", async () => {
  const { user, router } = openPortal("/w/heron-forum");
  await screen.findByRole("heading", { name: "Heron Forum" });
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByPlaceholderText("Where to, or what to do?"), "matrix cred");
  await screen.findByRole("option", { name: /Matrix · Credentials/ });
  await user.keyboard("{Enter}");
  await waitFor(() => expect(router.state.location.href).toBe("/w/heron-forum/clients/cli_01890c3e?tab=credentials"));
});

test("the theme is chosen in the menu and remembered", async () => {
  const { user } = openPortal("/w/heron-forum");
  await user.click((await screen.findAllByRole("button", { name: /Account of/ }))[0] as HTMLElement);
  await user.click(await screen.findByRole("menuitemradio", { name: "Dark" }));
  expect(document.documentElement).toHaveAttribute("data-theme", "dark");
  expect(localStorage.getItem("alias-theme")).toBe("dark");
  await user.click(screen.getByRole("menuitemradio", { name: "Like my system" }));
  expect(document.documentElement).not.toHaveAttribute("data-theme");
});

test("signing out ends the session at the server and leaves the portal", async () => {
  let ended = false;
  server.use(
    http.delete(api("/session"), () => {
      ended = true;
      return new HttpResponse(null, { status: 204 });
    }),
  );
  const assign = vi.spyOn(window.location, "assign").mockImplementation(() => undefined);
  const { user } = openPortal("/w/heron-forum");
  await user.click((await screen.findAllByRole("button", { name: /Account of/ }))[0] as HTMLElement);
  await user.click(await screen.findByRole("menuitem", { name: "Sign out" }));
  await waitFor(() => expect(assign).toHaveBeenCalledWith("/"));
  expect(ended).toBe(true);
  assign.mockRestore();
});
