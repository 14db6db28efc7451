import type { Client, Tenant } from "@/api/types";
import type { Language } from "@/lib/highlight";

export type Snippet = { name: string; language: Language; code: string; note?: string };

export type SnippetInput = {
  tenant: Pick<Tenant, "slug" | "name" | "issuer" | "endpoints">;
  client: Pick<
    Client,
    "client_id" | "name" | "type" | "auth_method" | "scopes" | "redirect_uris" | "id_token_claims" | "secrets" | "grant_types"
  >;
  /** The client secret while the developer still has it on screen; Alias keeps only its hash. */
  secret: string | undefined;
  /** 32 random bytes in base64 for software that wants a session key of its own. */
  random: string;
};

/** JSON's strings are also YAML's, Go's and TypeScript's double-quoted strings, for every text without exotic escapes. */
const quoted = (text: string) => JSON.stringify(text);

/** The secret, or words saying which one belongs here when it is no longer known. */
function secretText({ client, secret }: Pick<SnippetInput, "client" | "secret">): string {
  if (secret !== undefined) return secret;
  const newest = client.secrets.at(-1);
  return newest ? `your secret that ends in ${newest.hint}` : "make a secret under Credentials";
}

const isConfidential = (client: SnippetInput["client"]) => client.type === "confidential";

function synapse(input: SnippetInput): Snippet[] {
  const { tenant, client } = input;
  const lines = [
    "oidc_providers:",
    `  - idp_id: ${quoted(`alias-${tenant.slug}`)}`,
    `    idp_name: "Alias"`,
    `    issuer: ${quoted(tenant.issuer)}`,
    `    client_id: ${quoted(client.client_id)}`,
    ...(isConfidential(client)
      ? [
          `    client_secret: ${quoted(secretText(input))}`,
          `    client_auth_method: ${client.auth_method === "client_secret_post" ? "client_secret_post" : "client_secret_basic"}`,
        ]
      : ["    client_auth_method: none"]),
    `    scopes: [${client.scopes.map(quoted).join(", ")}]`,
    ...(client.id_token_claims ? [] : ["    user_profile_method: userinfo_endpoint"]),
    ...(tenant.issuer.startsWith("http://")
      ? ["    # Only because this issuer is plain http, on your own computer.", "    skip_verification: true"]
      : []),
    "    backchannel_logout_enabled: true",
    "    user_mapping_provider:",
    "      config:",
    `        subject_template: "{{ user.sub }}"`,
    `        localpart_template: "{{ user.preferred_username }}"`,
    // People may change the user name that is proposed to them; without it, Synapse does not ask.
    "        confirm_localpart: true",
    `        display_name_template: "{{ user.nickname }}"`,
    ...(client.scopes.includes("email") ? [`        email_template: "{{ user.email }}"`] : []),
  ];
  return [
    {
      name: "homeserver.yaml",
      language: "yaml",
      code: `${lines.join("\n")}\n`,
      note: "Add this to homeserver.yaml and restart Synapse. “Sign in with Alias” then appears in every Matrix client.",
    },
  ];
}

function nextjs(input: SnippetInput): Snippet[] {
  const { tenant, client } = input;
  const confidential = isConfidential(client);
  const env = [
    `AUTH_SECRET=${quoted(input.random)}`,
    `AUTH_ALIAS_ISSUER=${quoted(tenant.issuer)}`,
    `AUTH_ALIAS_ID=${quoted(client.client_id)}`,
    ...(confidential ? [`AUTH_ALIAS_SECRET=${quoted(secretText(input))}`] : []),
  ];
  const method = confidential ? (client.auth_method === "client_secret_post" ? "client_secret_post" : "client_secret_basic") : "none";
  const auth = `import NextAuth from "next-auth";

export const { handlers, auth, signIn, signOut } = NextAuth({
  providers: [
    {
      id: "alias",
      name: "Alias",
      type: "oidc",
      issuer: process.env.AUTH_ALIAS_ISSUER,
      clientId: process.env.AUTH_ALIAS_ID,
${confidential ? "      clientSecret: process.env.AUTH_ALIAS_SECRET,\n" : ""}      client: { token_endpoint_auth_method: ${quoted(method)} },
      authorization: { params: { scope: ${quoted(client.scopes.join(" "))} } },
      checks: ["pkce", "state", "nonce"],
${client.id_token_claims ? "" : "      // Names and addresses come from the User Info Endpoint, not from the ID token.\n      idToken: false,\n"}      profile: (claims) => ({ id: claims.sub, name: claims.nickname, email: claims.email }),
    },
  ],
});
`;
  return [
    {
      name: ".env.local",
      language: "env",
      code: `${env.join("\n")}\n`,
      note: "Install Auth.js (npm install next-auth@beta), then create these three files.",
    },
    { name: "auth.ts", language: "ts", code: auth },
    {
      name: "app/api/auth/[...nextauth]/route.ts",
      language: "ts",
      code: `import { handlers } from "@/auth";\n\nexport const { GET, POST } = handlers;\n`,
    },
  ];
}

/** The host and port a program listens on and the path it answers, from its redirect URI. */
function callback(uri: string | undefined): { listen: string; path: string; start: string; uri: string } {
  const known = uri ?? "http://localhost:8085/callback";
  try {
    const url = new URL(known);
    const local = url.protocol === "http:";
    return { listen: local ? `${url.hostname}:${url.port || "80"}` : ":8085", path: url.pathname, start: url.origin, uri: known };
  } catch {
    return { listen: ":8085", path: "/callback", start: known, uri: known };
  }
}

function go(input: SnippetInput): Snippet[] {
  const { tenant, client } = input;
  const confidential = isConfidential(client);
  const { listen, path, start, uri } = callback(client.redirect_uris[0]);
  const fields: [string, string][] = [
    ["ClientID", quoted(client.client_id)],
    ...(confidential ? [["ClientSecret", 'os.Getenv("ALIAS_CLIENT_SECRET")'] satisfies [string, string]] : []),
    ["Endpoint", "provider.Endpoint()"],
    ["RedirectURL", quoted(uri)],
    ["Scopes", `[]string{${client.scopes.map(quoted).join(", ")}}`],
  ];
  // As gofmt would align them.
  const width = Math.max(...fields.map(([name]) => name.length)) + 1;
  const code = `// A web server that signs people in with Alias.
package main

import (
	"crypto/rand"
	"encoding/json"
	"log"
	"net/http"
${confidential ? '\t"os"\n' : ""}
	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

func main() {
	http.HandleFunc("GET /{$}", begin)
	http.HandleFunc(${quoted(`GET ${path}`)}, finish)
	log.Println("Open", ${quoted(start)})
	log.Fatal(http.ListenAndServe(${quoted(listen)}, nil))
}

func setup(r *http.Request) (*oidc.Provider, *oauth2.Config, error) {
	provider, err := oidc.NewProvider(r.Context(), ${quoted(tenant.issuer)})
	if err != nil {
		return nil, nil, err
	}
	return provider, &oauth2.Config{
${fields.map(([name, value]) => `\t\t${`${name}:`.padEnd(width)} ${value},`).join("\n")}
	}, nil
}

func begin(w http.ResponseWriter, r *http.Request) {
	_, config, err := setup(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	for name, value := range map[string]string{"state": state, "nonce": nonce, "verifier": verifier} {
		http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: 600})
	}
	http.Redirect(w, r, config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), http.StatusSeeOther)
}

func finish(w http.ResponseWriter, r *http.Request) {
	provider, config, err := setup(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	state, err1 := r.Cookie("state")
	nonce, err2 := r.Cookie("nonce")
	verifier, err3 := r.Cookie("verifier")
	if err1 != nil || err2 != nil || err3 != nil || r.FormValue("state") != state.Value {
		http.Error(w, "This sign-in did not start here. Try again.", http.StatusBadRequest)
		return
	}
	token, err := config.Exchange(r.Context(), r.FormValue("code"), oauth2.VerifierOption(verifier.Value))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	raw, _ := token.Extra("id_token").(string)
	idToken, err := provider.Verifier(&oidc.Config{ClientID: config.ClientID}).Verify(r.Context(), raw)
	if err != nil || idToken.Nonce != nonce.Value {
		http.Error(w, "The ID token is not valid.", http.StatusBadRequest)
		return
	}
	info, err := provider.UserInfo(r.Context(), oauth2.StaticTokenSource(token))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	var claims map[string]any
	if err := info.Claims(&claims); err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(claims)
}
`;
  const run = [
    "go mod init example.com/signin",
    "go get github.com/coreos/go-oidc/v3 golang.org/x/oauth2",
    confidential ? `ALIAS_CLIENT_SECRET='${secretText(input)}' go run .` : "go run .",
  ];
  return [
    { name: "main.go", language: "go", code, note: `Save the program, run it, and open ${start} in a browser.` },
    { name: "Terminal", language: "sh", code: `${run.join("\n")}\n` },
  ];
}

function other(input: SnippetInput): Snippet[] {
  const { tenant, client } = input;
  return [
    {
      name: ".env",
      language: "env",
      code: envFile(input),
      note: "Most software asks for these values under the same or similar names. If it asks for an issuer, that is all it needs to find the rest.",
    },
    {
      name: "Terminal",
      language: "sh",
      code: `# See what the issuer says about itself.\ncurl ${tenant.endpoints.discovery}\n`,
      note: `${client.name} asks for: ${client.scopes.join(" ")}`,
    },
  ];
}

/** Everything a service needs to know, as environment variables. */
export function envFile(input: Pick<SnippetInput, "tenant" | "client" | "secret">): string {
  const { tenant, client } = input;
  const lines = [
    `OIDC_ISSUER=${quoted(tenant.issuer)}`,
    `OIDC_CLIENT_ID=${quoted(client.client_id)}`,
    ...(isConfidential(client) ? [`OIDC_CLIENT_SECRET=${quoted(secretText(input))}`] : []),
    `OIDC_SCOPES=${quoted(client.scopes.join(" "))}`,
    ...(client.redirect_uris[0] ? [`OIDC_REDIRECT_URI=${quoted(client.redirect_uris[0])}`] : []),
  ];
  return `${lines.join("\n")}\n`;
}

const makers: Record<Client["integration"], (input: SnippetInput) => Snippet[]> = { synapse, nextjs, go, other };

/** Whether nobody signs in through a client: it acts as itself. */
export const isMachine = (client: Pick<Client, "grant_types">) =>
  client.grant_types.includes("client_credentials") && !client.grant_types.includes("authorization_code");

/** How a program gets a token as itself (RFC 6749 4.4). */
export function machineSnippets(input: Omit<SnippetInput, "random">): Snippet[] {
  const { tenant, client } = input;
  const lines = [
    `curl --user '${client.client_id}:${secretText(input)}' \\`,
    `  --data grant_type=client_credentials \\`,
    ...(client.scopes.length > 0 ? [`  --data 'scope=${client.scopes.join(" ")}' \\`] : []),
    `  ${tenant.endpoints.token}`,
  ];
  return [
    {
      name: "Terminal",
      language: "sh",
      code: `${lines.join("\n")}\n`,
      note: "Gets an access token. Send it to your API as Authorization: Bearer, and get another when it ends.",
    },
    { name: ".env", language: "env", code: envFile(input), note: "The same for a library: it needs the issuer and these two." },
  ];
}

/** Ready-to-paste configuration for one kind of software, with every value of this client in it. */
export function snippetsFor(integration: Client["integration"], input: SnippetInput): Snippet[] {
  return makers[integration](input);
}

/** 32 random bytes in base64, made in this browser. */
export function randomKey(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
}
