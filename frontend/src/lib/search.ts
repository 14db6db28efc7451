// Readers for the search part of addresses. Anybody can type anything there, so that every value is checked; what makes no sense
// is left out. By hand and not with zod: these are on the first route, and zod is a third of what that may weigh.

type Raw = Record<string, unknown>;

/** A piece of text, or nothing. The router reads numbers as numbers; here they are text again. */
export function textIn(raw: Raw, name: string): string | undefined {
  const value = raw[name];
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" && value.length <= 200 ? value : undefined;
}

/** One of the allowed words, or nothing. */
export function oneOfIn<const Word extends string>(raw: Raw, name: string, allowed: readonly Word[]): Word | undefined {
  return allowed.find((word) => word === raw[name]);
}

/** The same object without the entries that have no value, so that none appears in the address. */
export function present<Value extends object>(value: Value): { [Name in keyof Value]?: NonNullable<Value[Name]> } {
  // Entries lose their types on the way through Object.fromEntries; only undefined was taken out.
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [Name in keyof Value]?: NonNullable<Value[Name]>;
  };
}
