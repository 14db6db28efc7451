// A website on openid-client. One person visits it at a time.
import * as oidc from "openid-client";
import { open, settings, site } from "./site.mjs";

const config = await oidc.discovery(
  new URL(settings.issuer),
  settings.client_id,
  undefined,
  oidc.ClientSecretBasic(settings.client_secret),
  // Signatures are checked although TLS would vouch for them.
  { execute: [oidc.enableNonRepudiationChecks] },
);

let asked;
let tokens;

async function welcome(response) {
  const sub = tokens.claims()?.sub ?? "";
  const { nickname, email, preferred_username } = await oidc.fetchUserInfo(config, tokens.access_token, sub);
  response.json({ sub, nickname, email, preferred_username });
}

site.get("/sign-in", async (_, response) => {
  asked = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: settings.redirect_uri,
    scope: settings.scopes.join(" "),
    state: asked.expectedState,
    nonce: asked.expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(asked.pkceCodeVerifier),
    code_challenge_method: "S256",
  });
  response.redirect(url.href);
});

site.get("/callback", async (request, response) => {
  tokens = await oidc.authorizationCodeGrant(config, new URL(request.originalUrl, settings.origin), { ...asked, idTokenExpected: true });
  await welcome(response);
});

site.get("/refresh", async (_, response) => {
  tokens = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  await welcome(response);
});

site.get("/sign-out", (_, response) => {
  const url = oidc.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: `${settings.origin}/signed-out`,
    state: oidc.randomState(),
  });
  response.redirect(url.href);
});

site.get("/signed-out", (_, response) => {
  response.json({ signed_out: true });
});

open();
