// An MCP server and an MCP client of the TypeScript SDK. The server is a protected resource (RFC 9728) that takes the
// issuer's JWT access tokens; the client finds everything from the server's address. One person visits it at a time.
import { randomUUID } from "node:crypto";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { InvalidTokenError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import { requireBearerAuth } from "@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js";
import { getOAuthProtectedResourceMetadataUrl, mcpAuthMetadataRouter } from "@modelcontextprotocol/sdk/server/auth/router.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import express from "express";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { open, settings, site } from "./site.mjs";

const resource = new URL(settings.resource);
const [toolScope = ""] = settings.scopes;
const oauthMetadata = await (await fetch(`${settings.issuer}/.well-known/openid-configuration`)).json();
const keys = createRemoteJWKSet(new URL(oauthMetadata.jwks_uri));

/** Reads an access token as RFC 9068 says. */
async function verifyAccessToken(token) {
  const { payload } = await jwtVerify(token, keys, { issuer: settings.issuer, audience: settings.resource, typ: "at+jwt" }).catch(
    (error) => {
      throw new InvalidTokenError(error.message);
    },
  );
  const scopes = String(payload["scope"]).split(" ");
  if (!scopes.includes(toolScope)) throw new InvalidTokenError(`the token has no scope ${toolScope}`);
  return { token, clientId: String(payload["client_id"]), scopes, expiresAt: payload.exp, resource, extra: { sub: payload.sub } };
}

/** The MCP server; each request has one of its own. */
function server() {
  const made = new McpServer({ name: "pond", version: "1.0.0" });
  made.registerTool("whoami", { description: "Says who asks." }, ({ authInfo }) => ({
    content: [
      { type: "text", text: JSON.stringify({ sub: authInfo?.extra?.["sub"], client_id: authInfo?.clientId, scopes: authInfo?.scopes }) },
    ],
  }));
  return made;
}

// The scopes of the metadata are what the SDK's client asks for, and it keeps a refresh token only if it asks for one.
site.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: resource, scopesSupported: settings.scopes }));
site.post(
  resource.pathname,
  requireBearerAuth({ verifier: { verifyAccessToken }, resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resource) }),
  express.json(),
  async (request, response) => {
    const transport = new StreamableHTTPServerTransport({});
    await server().connect(transport);
    await transport.handleRequest(request, response, request.body);
  },
);
site.all(resource.pathname, (_, response) => {
  response.sendStatus(405);
});

/** What the SDK asks a client to keep, in memory. */
class Memory {
  redirectUrl = settings.redirect_uri;
  clientMetadata = {
    client_name: "MCP client",
    redirect_uris: [settings.redirect_uri],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    application_type: "native",
  };
  clientMetadataUrl;
  #client;
  #tokens;
  #verifier = "";
  #state = "";

  constructor(clientMetadataUrl) {
    this.clientMetadataUrl = clientMetadataUrl;
  }
  state() {
    this.#state = randomUUID();
    return this.#state;
  }
  isState(state) {
    return state === this.#state;
  }
  clientInformation() {
    return this.#client;
  }
  saveClientInformation(client) {
    this.#client = client;
  }
  tokens() {
    return this.#tokens;
  }
  saveTokens(tokens) {
    this.#tokens = tokens;
  }
  redirectToAuthorization(url) {
    this.leadTo = url.href;
  }
  saveCodeVerifier(verifier) {
    this.#verifier = verifier;
  }
  codeVerifier() {
    return this.#verifier;
  }
}

let memory;
let transport;

/** Connects and calls the tool. */
async function ask() {
  const client = new Client({ name: "heron", version: "1.0.0" });
  transport = new StreamableHTTPClientTransport(resource, { authProvider: memory });
  await client.connect(transport);
  const { content } = await client.callTool({ name: "whoami" });
  await client.close();
  return JSON.parse(content[0].text);
}

site.get("/sign-in", async (request, response) => {
  memory = new Memory(request.query["registration"] === "document" ? settings.client_metadata : undefined);
  try {
    response.json(await ask());
  } catch (error) {
    if (!(error instanceof UnauthorizedError) || !memory.leadTo) throw error;
    response.redirect(memory.leadTo);
  }
});

site.get("/callback", async (request, response) => {
  const { code, state, error, error_description } = request.query;
  if (error) throw new Error(`${error}: ${error_description}`);
  if (!memory.isState(state)) throw new Error("the state is another");
  await transport.finishAuth(String(code));
  response.json(await ask());
});

// With an access token that is refused, the SDK uses the refresh token.
site.get("/refresh", async (_, response) => {
  const { refresh_token, ...tokens } = memory.tokens();
  if (!refresh_token) throw new Error("there is no refresh token");
  memory.saveTokens({ ...tokens, refresh_token, access_token: "gone" });
  memory.leadTo = undefined;
  response.json(await ask());
});

open();
