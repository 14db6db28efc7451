import { Blocks, Bot, MessagesSquare, Server, SquareTerminal, Triangle } from "lucide-react";
import type { NewClient } from "@/api/types";
import type { Integration, Template } from "./places";

type Card = {
  name: string;
  text: string;
  icon: typeof Blocks;
  /** What the form begins with. Angle brackets mark what only the developer knows; the form refuses them. */
  defaults: Pick<NewClient, "name" | "type"> & { redirect_uris: string[]; scopes: string[] };
  /** Where the redirect URI comes from, in this software's own words. */
  redirectHelp: string;
};

/** What we know about each kind of software. */
export const integrations: Record<Integration, Card> = {
  synapse: {
    name: "Synapse",
    text: "A Matrix homeserver. People sign in with Alias and get a Matrix ID from their made-up name.",
    icon: MessagesSquare,
    defaults: {
      name: "Matrix",
      type: "confidential",
      redirect_uris: ["https://<your-homeserver>/_synapse/client/oidc/callback"],
      scopes: ["openid", "profile", "nickname", "email"],
    },
    redirectHelp: "Synapse's own callback: its public_baseurl followed by _synapse/client/oidc/callback.",
  },
  nextjs: {
    name: "Next.js",
    text: "An app with Auth.js. Two small files and a handful of variables.",
    icon: Triangle,
    defaults: {
      name: "My Next.js app",
      type: "confidential",
      redirect_uris: ["http://localhost:3000/api/auth/callback/alias"],
      scopes: ["openid", "profile", "nickname", "email"],
    },
    redirectHelp: "Your app's address followed by /api/auth/callback/alias.",
  },
  go: {
    name: "Go",
    text: "A web server with go-oidc and x/oauth2. One program that runs as it is.",
    icon: SquareTerminal,
    defaults: {
      name: "My Go service",
      type: "confidential",
      redirect_uris: ["http://localhost:8085/callback"],
      scopes: ["openid", "profile", "nickname", "email", "offline_access"],
    },
    redirectHelp: "The address of your program's callback handler.",
  },
  other: {
    name: "Something else",
    text: "Anything that speaks OpenID Connect: you get every value it may ask for.",
    icon: Blocks,
    defaults: { name: "", type: "confidential", redirect_uris: [""], scopes: ["openid", "profile", "nickname", "email"] },
    redirectHelp: "Also called callback URL. The service's documentation or settings page tells you what it is.",
  },
};

/** What a client of this software needs besides, as it follows from its redirect URIs. */
export function besides(integration: Integration, redirectUris: readonly string[]): Partial<NewClient> {
  const callback = redirectUris.find((uri) => uri.endsWith("/callback"));
  if (integration !== "synapse" || !callback) return {};
  // Synapse ends its own sessions when it hears here that somebody signed out.
  return {
    backchannel_logout_uri: callback.replace(/callback$/, "backchannel_logout"),
    backchannel_logout_session_required: true,
  };
}

/** The other ways to use Alias that the wizard knows. */
export const templates: Record<Template, Pick<Card, "name" | "text" | "icon"> & { title: string }> = {
  mcp: {
    name: "MCP server",
    title: "Connect an MCP server",
    text: "A server of the Model Context Protocol. AI clients sign people in here and bring it tokens that work nowhere else.",
    icon: Bot,
  },
  machine: {
    name: "Machine to machine",
    title: "Connect a machine",
    text: "A program that calls an API of yours as itself, with nobody signed in.",
    icon: Server,
  },
};

/** What each scope lets a service see or do. */
export const scopes: { value: string; title: string; text: string; required?: boolean }[] = [
  {
    value: "openid",
    title: "openid",
    text: "The alias ID: a stable ID of this person that means something to your workspace only.",
    required: true,
  },
  { value: "profile", title: "profile", text: "A username that fits everywhere, and the profile details a person chose to share." },
  { value: "nickname", title: "nickname", text: "The made-up name, such as “Quiet Heron”. The person can change it for your service." },
  {
    value: "email",
    title: "email",
    text: "A relay address. Mail to it reaches the person until they switch it off; you see their own only if they tick it.",
  },
  { value: "address", title: "address", text: "The postal address, if the person has written one on their card and ticks it." },
  { value: "phone", title: "phone", text: "The telephone number, if the person has written one on their card and ticks it." },
  { value: "offline_access", title: "offline_access", text: "Refresh tokens: your service stays signed in while the person is away." },
  {
    value: "contact",
    title: "contact",
    text: "Permission to send messages through Alias, on channels the person agrees to. Needs offline_access.",
  },
];

export const typeWords = {
  confidential: {
    title: "Confidential",
    text: "Runs on a server, where a secret stays secret: web apps, homeservers, anything with a backend. The right choice for almost everything.",
  },
  public: {
    title: "Public",
    text: "Runs on people's own devices: single-page, mobile and desktop apps. It cannot keep a secret, so it has none; PKCE protects its sign-ins, and it cannot act in your service's name.",
  },
} as const;
