// A relying party built on openid-client, which knows nothing of Alias and checks every signature and claim by itself. It reads
// what to do as one line of JSON, says where the browser has to go, reads where the browser came back to, and says what it got.
import { createInterface } from "node:readline";
import * as oidc from "openid-client";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value);
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const { issuer, clientId, jwk, kid, redirectUri, scope, features } = await read();
const uses = (feature) => features.includes(feature);
const key = { key: await crypto.subtle.importKey("jwk", jwk, { name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]), kid };

const metadata = { id_token_signed_response_alg: "ES256", ...(uses("jarm") && { authorization_signed_response_alg: "ES256" }) };
const config = await oidc.discovery(new URL(issuer), clientId, metadata, oidc.PrivateKeyJwt(key), {
  execute: [oidc.enableNonRepudiationChecks],
});
if (uses("jarm")) oidc.useJwtResponseMode(config);
const bound = uses("dpop") ? { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair("ES256")) } : {};

const asked = { pkceCodeVerifier: oidc.randomPKCECodeVerifier(), expectedState: oidc.randomState(), expectedNonce: oidc.randomNonce() };
let parameters = new URLSearchParams({
  redirect_uri: redirectUri,
  scope,
  prompt: "consent",
  state: asked.expectedState,
  nonce: asked.expectedNonce,
  code_challenge: await oidc.calculatePKCECodeChallenge(asked.pkceCodeVerifier),
  code_challenge_method: "S256",
});
let url = oidc.buildAuthorizationUrl(config, parameters);
if (uses("jar")) {
  url = await oidc.buildAuthorizationUrlWithJAR(config, parameters, key);
  parameters = url.searchParams;
}
if (uses("par")) url = await oidc.buildAuthorizationUrlWithPAR(config, parameters, bound);
say({ go: url.href });

const { back } = await read();
const tokens = await oidc.authorizationCodeGrant(config, new URL(back), { ...asked, idTokenExpected: true }, undefined, bound);
const { sub } = tokens.claims();
const userinfo = await oidc.fetchUserInfo(config, tokens.access_token, sub, bound);
const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, bound);
say({ sub, userinfoSub: userinfo.sub, tokenType: tokens.token_type, refreshedType: refreshed.token_type });
process.exit(0);
