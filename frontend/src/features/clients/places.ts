import { oneOfIn, present, textIn } from "@/lib/search";

/** The kinds of software we know how to set up, in the order of their cards. */
export const integrationOrder = ["synapse", "nextjs", "go", "other"] as const;
export type Integration = (typeof integrationOrder)[number];

/** What the wizard can connect beside them: not a client of a kind, but another way to use Alias. */
export const templateOrder = ["mcp", "machine"] as const;
export type Template = (typeof templateOrder)[number];

export const clientTabs = ["quickstart", "settings", "credentials", "test", "activity"] as const;
export type ClientTab = (typeof clientTabs)[number];

export const connectSteps = ["credentials", "configure", "test"] as const;
export type ConnectStep = (typeof connectSteps)[number];

/** The parts of a client's settings that are folded away. */
const settingSections = [
  "sign-in",
  "tokens",
  "authentication",
  "binding",
  "answers",
  "logout",
  "consent",
  "sector",
  "workloads",
  "about",
] as const;
export type SettingSection = (typeof settingSections)[number];

/** A client's page in the address: the tab, the software Quickstart writes for, the test that is shown, the settings unfolded last. */
export type ClientPlace = { tab?: ClientTab; for?: Integration; test?: string; section?: SettingSection };

/** Reads a client's page from an address. */
export const clientPlace = (raw: Record<string, unknown>): ClientPlace =>
  present({
    tab: oneOfIn(raw, "tab", clientTabs),
    for: oneOfIn(raw, "for", integrationOrder),
    test: textIn(raw, "test"),
    section: oneOfIn(raw, "section", settingSections),
  });

/** The wizard's place, all of it in the address except the secret. */
export type ConnectPlace = { service?: Integration | Template; client?: string; resource?: string; step?: ConnectStep; test?: string };

/** Reads the wizard's place from an address. */
export const connectPlace = (raw: Record<string, unknown>): ConnectPlace =>
  present({
    service: oneOfIn(raw, "service", [...integrationOrder, ...templateOrder]),
    client: textIn(raw, "client"),
    resource: textIn(raw, "resource"),
    step: oneOfIn(raw, "step", connectSteps),
    test: textIn(raw, "test"),
  });
