import type { Locator, Page } from "@playwright/test";

/** Where people decide what a service sees. */
export class ConsentPage {
  readonly heading: Locator;
  readonly allow: Locator;
  readonly refuse: Locator;
  readonly nickname: Locator;
  readonly #page: Page;

  constructor(page: Page, service: string) {
    this.#page = page;
    this.heading = page.getByRole("heading", { name: `Connect to ${service}?` });
    this.allow = page.getByRole("button", { name: "Allow", exact: true });
    this.refuse = page.getByRole("button", { name: "Don’t allow" });
    this.nickname = page.getByLabel(`Your nickname at ${service}`);
  }

  /** One thing that may be left out. */
  item(
    name: "Nickname" | "User name" | "Relay address" | "Send you messages through Alias" | "Stay connected while you are away",
  ): Locator {
    return this.#page.getByRole("checkbox", { name });
  }
}
