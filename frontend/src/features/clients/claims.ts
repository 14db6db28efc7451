import { inFull } from "@/lib/time";

const glosses: Record<string, string> = {
  // In the header.
  alg: "The algorithm of the signature.",
  kid: "Which of the workspace's keys signed it.",
  typ: "What kind of token this is.",
  // In the ID token.
  iss: "Your issuer. Your service must compare it with the one it expects.",
  sub: "The alias ID: this person, for this workspace only. Use it as the key of your user record.",
  aud: "The client this token was made for.",
  azp: "The client that asked for it.",
  exp: "Not valid after this time.",
  iat: "Made at this time.",
  nbf: "Not valid before this time.",
  auth_time: "When the person last proved who they are.",
  nonce: "Ties the token to this one sign-in attempt.",
  acr: "How strongly the person proved who they are.",
  amr: "How the person proved who they are.",
  sid: "The session at Alias, so that signing out can reach your service.",
  at_hash: "Ties the ID token to the access token.",
  c_hash: "Ties the ID token to the code.",
  jti: "This token's own ID.",
  // About the person.
  nickname: "The made-up name for your service.",
  preferred_username: "A username that fits everywhere and never changes hands.",
  name: "A name, if the person chose to share one.",
  email: "A relay address. Mail to it reaches the person.",
  email_verified: "The relay address works.",
  picture: "A picture, if the person chose one.",
  profile: "A page about the person, if they chose to share one.",
  locale: "The language the person prefers.",
  zoneinfo: "The person's time zone.",
  updated_at: "When these details last changed.",
  // In the token response.
  access_token: "Opens the User Info Endpoint. Shortened here.",
  refresh_token: "Gets new tokens while the person is away. Shortened here.",
  id_token: "Says who signed in; decoded above. Shortened here.",
  token_type: "How the access token is presented.",
  expires_in: "Seconds until the access token expires.",
  scope: "What was granted, which may be less than was asked for.",
};

/** What a claim or a field means, in a sentence; undefined for names we do not know. */
export function gloss(name: string): string | undefined {
  return Object.hasOwn(glosses, name) ? glosses[name] : undefined;
}

const times = new Set(["exp", "iat", "nbf", "auth_time", "updated_at"]);

/** A claim's value as text; seconds since 1970 are shown as the time they mean, too. */
export function valueText(name: string, value: unknown): { text: string; time?: string } {
  if (typeof value === "number" && times.has(name)) return { text: String(value), time: inFull(new Date(value * 1000).toISOString()) };
  return { text: typeof value === "string" ? value : JSON.stringify(value) };
}
