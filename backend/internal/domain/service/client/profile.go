package client

import (
	"slices"
	"strconv"
	"strings"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/jose"
)

// Objection is a setting that stands in the way of a profile.
type Objection struct {
	Setting  string // by its name everywhere, such as "auth_method"
	Have     string // what it is now, as a person reads it
	Need     string // what it has to be
	Sentence string // why
	// Automatic says that Under settles it. The others are for the developer.
	Automatic bool
}

// Standing answers what stands in the way of a profile, setting by setting; none
// means that the client already keeps its rules.
func (c Client) Standing(p Profile) []Objection {
	out := []Objection{}
	for _, r := range rules() {
		if slices.Contains(r.of, p) && !r.kept(c) {
			out = append(out, Objection{r.setting, r.have(c), r.need, r.why, r.mends(c)})
		}
	}
	return out
}

// Under answers the client under a profile, with everything changed that the
// profile settles by itself.
func (c Client) Under(p Profile) Client {
	for _, r := range rules() {
		if slices.Contains(r.of, p) && !r.kept(c) && r.mends(c) {
			r.mend(&c.Settings)
		}
	}
	c.Profile = p
	return c
}

// checkProfile blames every setting that stands in the way of the chosen profile.
func checkProfile(c *Client, f *fault.Fields) {
	if c.Profile == ProfileDefault {
		c.Profile = "" // the zero value is the default
	}
	if c.Profile != "" && !slices.Contains(Profiles(), c.Profile) {
		f.Add("profile", "unknown", "Choose default, oauth21, fapi2 or fapi2-message-signing.")
		return
	}
	for _, o := range c.Standing(c.Profile) {
		if !slices.ContainsFunc(*f, func(x fault.Field) bool { return x.Location == o.Setting }) {
			f.Add(o.Setting, "profile", "The profile "+string(c.Profile)+" needs "+o.Need+". "+o.Sentence)
		}
	}
}

// rule is one demand of one or more profiles on one setting.
type rule struct {
	of      []Profile
	setting string
	need    string
	why     string
	have    func(Client) string
	kept    func(Client) bool
	// mend settles it; when says that it can, nil is always. Without mend the
	// developer has to.
	mend func(*Settings)
	when func(Client) bool
}

func (r rule) mends(c Client) bool { return r.mend != nil && (r.when == nil || r.when(c)) }

// rules are the demands of the profiles: RFC 9700 and OAuth 2.1; FAPI 2.0 Security
// Profile Final 5.3.2.1, 5.3.2.2 and 5.4.1; FAPI 2.0 Message Signing Final 5.3 and
// 5.4. What a profile demands of every request, the endpoints enforce.
func rules() []rule {
	all := []Profile{ProfileOAuth21, ProfileFAPI2, ProfileMessageSigning}
	fapi, signing := all[1:], all[2:]
	list := []rule{
		{
			of: fapi, setting: "type", need: string(Confidential), why: "A public client cannot prove itself. The type is fixed, so make another client.",
			have: func(c Client) string { return string(c.Type) }, kept: func(c Client) bool { return c.Type == Confidential },
		},
		{
			of: fapi, setting: "auth_method", need: "private_key_jwt, tls_client_auth or self_signed_tls_client_auth",
			why:  "A secret can be stolen where it is sent. Give the client's public keys (jwks or jwks_uri), or use a certificate.",
			have: func(c Client) string { return c.AuthMethod },
			kept: func(c Client) bool {
				return c.Type == Public || slices.Contains([]string{oauth.AuthPrivateKeyJWT, oauth.AuthTLS, oauth.AuthSelfSignedTLS}, c.AuthMethod)
			},
			mend: func(s *Settings) { s.AuthMethod = oauth.AuthPrivateKeyJWT }, when: func(c Client) bool { return c.HasKeys() },
		},
		{
			of: signing, setting: "jwks", need: "public keys, by value or by address (jwks_uri)", why: "The client signs its authorization requests, and the issuer checks them.",
			have: func(Client) string { return "none" }, kept: func(c Client) bool { return c.HasKeys() },
		},
		{
			of: all, setting: "redirect_uris", need: "https, but for a native app on this machine", why: "Answers must not travel where they can be read on the way.",
			have: func(c Client) string { return shown(filter(c.RedirectURIs, c.travelsInTheClear)) },
			kept: func(c Client) bool { return !slices.ContainsFunc(c.RedirectURIs, c.travelsInTheClear) },
		},
		{
			of: all, setting: "response_types", need: "code", why: "Tokens must not travel through the browser.",
			have: func(c Client) string { return shown(c.Responses()) }, kept: func(c Client) bool {
				return len(c.ResponseTypes) == 0 || slices.Equal(c.ResponseTypes, []string{"code"})
			},
			mend: func(s *Settings) { s.ResponseTypes = nil }, when: func(c Client) bool { return c.Allows(oauth.AuthorizationCode) },
		},
		{
			of: all, setting: "grant_types", need: "no implicit", why: "Tokens must not travel through the browser.",
			have: func(c Client) string { return joined(c.GrantTypes) }, kept: func(c Client) bool { return !c.Allows(oauth.Implicit) },
			mend: func(s *Settings) {
				s.GrantTypes = filter(s.GrantTypes, func(g oauth.GrantType) bool { return g != oauth.Implicit })
			},
			when: func(c Client) bool { return c.Allows(oauth.AuthorizationCode) },
		},
		{
			of: fapi, setting: "rotate_refresh_tokens", need: "false", why: "Tokens are bound to a key instead, and an answer that got lost must not end the grant.",
			have: func(c Client) string { return strconv.FormatBool(!c.KeepRefreshTokens) }, kept: func(c Client) bool { return c.KeepRefreshTokens },
			mend: func(s *Settings) { s.KeepRefreshTokens = true },
		},
		{
			of: fapi, setting: "dpop_bound_access_tokens", need: "true, or tls_client_certificate_bound_access_tokens", why: "A stolen token must be useless to the thief.",
			have: func(Client) string { return "false" }, kept: func(c Client) bool { return c.DPoPBound || c.CertificateBound },
			mend: func(s *Settings) {
				if s.AuthMethod == oauth.AuthTLS || s.AuthMethod == oauth.AuthSelfSignedTLS {
					s.CertificateBound = true // the certificate is there already
					return
				}
				s.DPoPBound = true
			},
		},
		{
			of: signing, setting: "authorization_signed_response_alg", need: "PS256, ES256 or EdDSA", why: "Authorization responses are signed (JARM).",
			have: func(Client) string { return "none" }, kept: func(c Client) bool { return c.AuthorizationAlg != "" },
			mend: func(s *Settings) { s.AuthorizationAlg = jose.ES256 },
		},
	}
	list = append(list,
		switched(all, "require_pkce", "A code must be useless to who intercepts it.", func(s *Settings) *bool { return &s.RequirePKCE }),
		switched(all, "send_iss", "The client must notice an answer of another issuer (RFC 9207).", func(s *Settings) *bool { return &s.SendIss }),
		switched(fapi, "require_pushed_authorization_requests", "Requests come from the client itself, not through the browser.", func(s *Settings) *bool { return &s.RequirePushed }),
		switched(signing, "require_signed_request_object", "Authorization requests are signed (JAR).", func(s *Settings) *bool { return &s.RequireSignedRequest }),
	)
	return append(list, signedWell(fapi)...)
}

// switched is a rule that a switch is on.
func switched(of []Profile, setting, why string, at func(*Settings) *bool) rule {
	return rule{
		of: of, setting: setting, need: "true", why: why,
		have: func(c Client) string { return strconv.FormatBool(*at(&c.Settings)) }, kept: func(c Client) bool { return *at(&c.Settings) },
		mend: func(s *Settings) { *at(s) = true },
	}
}

// signedWell are the rules about algorithms: PS256, ES256 or EdDSA (FAPI 2.0
// Security Profile 5.4.1). What the issuer signs becomes ES256; what the client
// signs is left to the client, within those.
func signedWell(of []Profile) []rule {
	var list []rule
	for _, a := range []struct {
		setting string
		mended  jose.Alg
		at      func(*Settings) *jose.Alg
	}{
		{"id_token_signed_response_alg", jose.ES256, func(s *Settings) *jose.Alg { return &s.IDTokenAlg }},
		{"userinfo_signed_response_alg", jose.ES256, func(s *Settings) *jose.Alg { return &s.UserinfoAlg }},
		{"authorization_signed_response_alg", jose.ES256, func(s *Settings) *jose.Alg { return &s.AuthorizationAlg }},
		{"introspection_signed_response_alg", jose.ES256, func(s *Settings) *jose.Alg { return &s.IntrospectionAlg }},
		{"token_endpoint_auth_signing_alg", "", func(s *Settings) *jose.Alg { return &s.AuthSigningAlg }},
		{"request_object_signing_alg", "", func(s *Settings) *jose.Alg { return &s.RequestObjectAlg }},
	} {
		list = append(list, rule{
			of: of, setting: a.setting, need: "PS256, ES256 or EdDSA", why: "RS256 and ES384 are not among the profile's algorithms.",
			have: func(c Client) string { return string(*a.at(&c.Settings)) },
			kept: func(c Client) bool {
				return slices.Contains([]jose.Alg{"", jose.PS256, jose.ES256, jose.EdDSA}, *a.at(&c.Settings))
			},
			mend: func(s *Settings) { *a.at(s) = a.mended },
		})
	}
	return list
}

// travelsInTheClear finds addresses of plain http, which only a native app may
// have, on its own machine (RFC 8252 7.3).
func (c Client) travelsInTheClear(uri string) bool {
	return strings.HasPrefix(uri, "http:") && c.ApplicationType != Native
}

func filter[T any](list []T, keep func(T) bool) []T {
	var out []T
	for _, x := range list {
		if keep(x) {
			out = append(out, x)
		}
	}
	return out
}

func shown(list []string) string { return strings.Join(list, ", ") }
