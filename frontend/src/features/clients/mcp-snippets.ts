import type { Resource, Tenant } from "@/api/types";
import type { Snippet } from "./snippets";

/** Where a resource says which issuer it trusts: its path goes behind the well-known one (RFC 9728 3.1). */
export function resourceMetadataUrl(identifier: string): string {
  const url = new URL(identifier);
  const path = url.pathname === "/" ? "" : url.pathname;
  return `${url.origin}/.well-known/oauth-protected-resource${path}${url.search}`;
}

/** What an MCP server needs to take this workspace's tokens: its metadata, its refusal, and its check. */
export function mcpSnippets(tenant: Pick<Tenant, "issuer" | "endpoints">, resource: Resource): Snippet[] {
  const metadata = resourceMetadataUrl(resource.identifier);
  const document = {
    resource: resource.identifier,
    resource_name: resource.name,
    authorization_servers: [tenant.issuer],
    // Clients ask for what stands here, and keep a refresh token only if they ask for one.
    scopes_supported: [...resource.scopes, "offline_access"],
    bearer_methods_supported: ["header"],
  };
  const scope = resource.scopes.length > 0 ? `, scope="${resource.scopes.join(" ")}"` : "";
  const check = `import { createRemoteJWKSet, jwtVerify } from "jose";

const keys = createRemoteJWKSet(new URL(${JSON.stringify(tenant.endpoints.jwks)}));

/** Whom a request is from; throws when its token is not for this server. */
export async function caller(authorization: string | undefined) {
  const token = authorization?.match(/^Bearer (.+)$/i)?.[1];
  if (!token) throw new Error("There is no token.");
  const { payload } = await jwtVerify(token, keys, {
    issuer: ${JSON.stringify(tenant.issuer)},
    audience: ${JSON.stringify(resource.identifier)},
    typ: ${JSON.stringify(resource.access_token_typ)},
  });
  return { sub: payload.sub, client: payload["client_id"], scopes: String(payload["scope"] ?? "").split(" ") };
}
`;
  return [
    {
      name: new URL(metadata).pathname,
      language: "json",
      code: `${JSON.stringify(document, null, 2)}\n`,
      note: `Answer this at ${metadata}, as application/json. From it MCP clients learn where people sign in.`,
    },
    {
      name: "401 Unauthorized",
      language: "text",
      code: `WWW-Authenticate: Bearer resource_metadata="${metadata}"${scope}\n`,
      note: "Refuse requests without a valid token with status 401 and this header. It is where every sign-in begins.",
    },
    {
      name: "token.ts",
      language: "ts",
      code: check,
      note: "Check the token of every request (npm install jose). Other languages have the same three checks: issuer, audience and type.",
    },
  ];
}
