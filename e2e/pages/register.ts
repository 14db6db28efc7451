import type { Locator, Page } from "@playwright/test";
import type { Mailbox } from "../fixtures/mailbox";
import type { Person } from "../fixtures/person";

/** Where people sign up, and prove their address. */
export class RegisterPage {
  readonly email: Locator;
  readonly nickname: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  readonly code: Locator;
  readonly resend: Locator;
  readonly verify: Locator;

  constructor(page: Page) {
    this.email = page.getByLabel("Email address");
    this.nickname = page.getByLabel("Nickname");
    this.password = page.getByLabel("Password", { exact: true });
    this.submit = page.getByRole("button", { name: "Create account" });
    this.code = page.getByLabel("Code");
    this.resend = page.getByRole("button", { name: "Send a new code" });
    this.verify = page.getByRole("button", { name: "Continue" });
  }

  /** Fills in the form, as far as the page that asks for the code. */
  async begin({ email, nickname, password }: Person) {
    await this.email.fill(email);
    await this.nickname.fill(nickname);
    await this.password.fill(password);
    await this.submit.click();
  }

  /** Signs up, with the code from the mailbox. */
  async signUp(person: Person, mailbox: Mailbox) {
    await this.begin(person);
    await this.code.fill(await mailbox.code(person.email));
    await this.verify.click();
  }
}
