// A website on Auth.js, by the core that its framework packages share. The provider is configured as the portal's
// quickstart for Next.js configures it.
import { randomBytes } from "node:crypto";
import { Auth, raw, skipCSRFCheck } from "@auth/core";
import { log, open, settings, site } from "./site.mjs";

const config = {
  basePath: "/auth",
  secret: randomBytes(32).toString("base64"),
  trustHost: true,
  providers: [
    {
      id: "alias",
      name: "Alias",
      type: "oidc",
      issuer: settings.issuer,
      clientId: settings.client_id,
      clientSecret: settings.client_secret,
      client: { token_endpoint_auth_method: "client_secret_basic" },
      authorization: { params: { scope: settings.scopes.join(" ") } },
      checks: ["pkce", "state", "nonce"],
      // Names and addresses come from the User Info Endpoint, not from the ID token.
      idToken: false,
      profile: (claims) => ({ id: claims.sub, name: claims.nickname, email: claims.email }),
    },
  ],
  callbacks: {
    jwt: ({ token, profile }) => (profile ? { ...token, profile } : token),
    session: ({ token: { profile } }) => {
      const { sub, nickname, email, preferred_username } = profile;
      return { sub, nickname, email, preferred_username };
    },
  },
  logger: { error: log },
};

/** Hands a request to Auth.js and sends its answer. */
async function through(request, response) {
  const answer = await Auth(new Request(new URL(request.originalUrl, settings.origin), { headers: request.headers }), config);
  response.status(answer.status);
  for (const [name, value] of answer.headers) response.append(name, value);
  response.send(await answer.text());
}

// As its framework packages begin a sign-in: signIn("alias") on the server.
site.get("/sign-in", async (_, response) => {
  const begin = new Request(`${settings.origin}/auth/signin/alias`, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ callbackUrl: `${settings.origin}/auth/session` }),
  });
  const { redirect, cookies } = await Auth(begin, { ...config, raw, skipCSRFCheck });
  for (const { name, value, options } of cookies) {
    // Express counts in milliseconds.
    response.cookie(name, value, { ...options, ...(options.maxAge ? { maxAge: options.maxAge * 1000 } : {}) });
  }
  response.redirect(redirect);
});

site.get("/auth/error", (request, response) => {
  response.json({ error: `Auth.js: ${request.query["error"]}; its log says why` });
});

site.get("/auth/{*action}", through);

open();
