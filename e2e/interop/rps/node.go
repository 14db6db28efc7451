package rps

import "alias.example/alias/e2e/interop/deployment"

// The relying parties that run on Node; each is a program in the folder node.

func openidClient() Party {
	w := website{open: inNode("openid-client"), refreshes: true, signsOut: true}
	return Party{Key: "openid-client", Name: "openid-client", Version: npm("openid-client"), Play: w.play}
}

func oidcClientTS() Party {
	w := website{open: inNode("oidc-client-ts"), refreshes: true, signsOut: true, client: deployment.Fields{"type": "public"}}
	return Party{Key: "oidc-client-ts", Name: "oidc-client-ts (in Chromium)", Version: npm("oidc-client-ts"), Play: w.play}
}

// Auth.js signs out of itself only, and has no refresh of its own.
func authCore() Party {
	w := website{open: inNode("auth-core"), callback: "/auth/callback/alias"}
	return Party{Key: "auth-core", Name: "@auth/core", Version: npm("@auth/core"), Play: w.play}
}

// Passport's strategy has no PKCE, no refresh, and signs out of itself only.
func passport() Party {
	w := website{open: inNode("passport"), client: deployment.Fields{"require_pkce": false}}
	return Party{Key: "passport", Name: "passport-openidconnect", Version: npm("passport-openidconnect"), Play: w.play}
}
