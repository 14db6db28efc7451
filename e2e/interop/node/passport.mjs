// A website on Passport with its OpenID Connect strategy, which wants the endpoints told one by one.
import session from "express-session";
import passport from "passport";
import { Strategy } from "passport-openidconnect";
import { open, settings, site } from "./site.mjs";

const metadata = await (await fetch(`${settings.issuer}/.well-known/openid-configuration`)).json();

passport.use(
  "alias",
  new Strategy(
    {
      issuer: metadata.issuer,
      authorizationURL: metadata.authorization_endpoint,
      tokenURL: metadata.token_endpoint,
      userInfoURL: metadata.userinfo_endpoint,
      clientID: settings.client_id,
      clientSecret: settings.client_secret,
      callbackURL: settings.redirect_uri,
      scope: settings.scopes.filter((scope) => scope !== "openid"),
      nonce: true,
      skipUserProfile: false,
    },
    // With three parameters before it, the last one is given what the User Info Endpoint said.
    (_issuer, fromUserinfo, fromToken, _context, _idToken, _accessToken, _refreshToken, _answer, done) => {
      if (fromToken.id !== fromUserinfo.id) return done(new Error("the User Info Endpoint tells of somebody else"));
      const { sub, nickname, email, preferred_username } = fromUserinfo._json;
      done(null, { sub, nickname, email, preferred_username });
    },
  ),
);
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user, done) => done(null, user));

site.use(session({ secret: settings.client_secret, resave: false, saveUninitialized: false }));
site.use(passport.session());

site.get("/sign-in", passport.authenticate("alias"));
site.get("/callback", passport.authenticate("alias", { failWithError: true }), (request, response) => {
  response.json(request.user);
});

open();
