/** The rule of the management API, so that a person sees it while typing: 3 to 40 of a-z, 0-9 and single dashes inside. */
export const slugPattern = /^(?=.{3,40}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** A slug made from a name: "Café Océan!" becomes "cafe-ocean". It may be too short to be valid; the form says so. */
export function slugFrom(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
}
