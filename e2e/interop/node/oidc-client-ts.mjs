// A single-page app on oidc-client-ts: all of it runs in the person's browser, so that every call crosses origins.
import { fileURLToPath } from "node:url";
import { open, settings, site } from "./site.mjs";

const told = JSON.stringify({ ...settings, client_secret: undefined });
const page = `<!doctype html>
<html lang="en">
<title>Single-page app</title>
<body></body>
<script src="/oidc-client-ts.js"></script>
<script type="module">
const settings = ${told};
const users = new oidc.UserManager({
  authority: settings.issuer,
  client_id: settings.client_id,
  redirect_uri: settings.redirect_uri,
  post_logout_redirect_uri: settings.origin + "/signed-out",
  scope: settings.scopes.join(" "),
  loadUserInfo: true,
  automaticSilentRenew: false,
  userStore: new oidc.WebStorageStateStore({ store: localStorage }),
});
const say = (page) => { document.body.textContent = JSON.stringify(page); };
const welcome = ({ profile: { sub, nickname, email, preferred_username } }) => say({ sub, nickname, email, preferred_username });
const pages = {
  "/sign-in": () => users.signinRedirect(),
  "/callback": async () => welcome(await users.signinRedirectCallback()),
  "/refresh": async () => {
    const before = await users.getUser();
    const after = await users.signinSilent();
    if (after.access_token === before.access_token) throw new Error("the access token is still the old one");
    welcome(after);
  },
  "/sign-out": () => users.signoutRedirect(),
  "/signed-out": async () => {
    await users.signoutRedirectCallback();
    say({ signed_out: true });
  },
};
pages[location.pathname]().catch((error) => say({ error: error.message }));
</script>
</html>`;

site.get("/oidc-client-ts.js", (_, response) => {
  // The package's build for script elements, beside the one that imports find.
  response.sendFile(fileURLToPath(new URL("../browser/oidc-client-ts.min.js", import.meta.resolve("oidc-client-ts"))));
});
site.get("/{*page}", (_, response) => {
  response.type("html").send(page);
});

open();
