package issue

import (
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/secret"
)

// How long access tokens live: as the client and the resources are set, and by
// default.
const (
	AccessLifetime     = 30 * time.Minute
	MostAccessLifetime = 24 * time.Hour
)

// Resources are those that resource parameters name, each once (RFC 8707 2). The
// error is an oauth.Error, ResourceUnknown.
func Resources(iss issuer.Issuer, asked []string) ([]resource.Resource, error) {
	var out []resource.Resource
	for _, name := range asked {
		r, ok := resource.Find(iss.Resources, name)
		if !ok {
			return nil, oauth.NewError(oauth.ResourceUnknown).Saw("resource "+name, "the identifier of one of the workspace's resources")
		}
		if !slices.ContainsFunc(out, func(o resource.Resource) bool { return o.ID == r.ID }) {
			out = append(out, r)
		}
	}
	return out, nil
}

// Identifiers are the names of resources, as tokens have them.
func Identifiers(list []resource.Resource) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.Identifier
	}
	return out
}

// access makes the access token of an order and says what is to be stored of it.
func (m *Mint) access(iss issuer.Issuer, keys Keys, c client.Client, o Order, t *Tokens, now time.Time) (grant.Tokens, error) {
	f, err := formOf(c, o.For)
	if err != nil {
		return grant.Tokens{}, err
	}
	expires := earlier(now.Add(lifetime(c, o.For)), o.Grant.ExpiresAt)
	if !o.Until.IsZero() {
		expires = earlier(expires, o.Until)
	}
	t.Type = TypeBearer
	if o.JKT != "" {
		t.Type = TypeDPoP
	}
	t.ExpiresIn = int(expires.Sub(now) / time.Second)
	stored := grant.Tokens{
		AccessExpires: expires, AccessScopes: o.Scopes, Bound: grant.Bound{Audience: Identifiers(o.For), JKT: o.JKT, X5T: o.X5T}, Actor: o.Actor,
	}
	if o.Grant.Client != c.ID {
		stored.Client = c.ID
	}
	if f.jwt {
		var raw string
		if raw, stored.KID, err = keys.sign(f.alg, f.typ, m.accessClaims(iss, c, o, now, expires)); err != nil {
			return grant.Tokens{}, err
		}
		t.Access = secret.NewValue(raw)
	} else {
		t.Access = m.token(AccessPrefix)
	}
	stored.Access = t.Access.Hash()
	return stored, nil
}

// accessClaims are those of a JWT access token (RFC 9068 2.2, RFC 8693 4.1, RFC
// 9449 6.1, RFC 8705 3.1). Its sub is the alias ID that the ID token has
// (decision D2).
func (m *Mint) accessClaims(iss issuer.Issuer, c client.Client, o Order, now, expires time.Time) map[string]any {
	claims := map[string]any{
		"iss": iss.URL, "sub": o.Grant.AliasID, "client_id": c.WireID(), "iat": now.Unix(), "exp": expires.Unix(), "jti": m.source.Token(16).Reveal(),
		"scope": oauth.JoinScope(o.Scopes), "aud": audience(iss, o.For),
	}
	if slices.Contains(o.Scopes, oauth.OpenID) {
		for name, value := range authentication(o) {
			claims[name] = value
		}
	}
	if cnf := Confirmation(o.JKT, o.X5T); cnf != nil {
		claims["cnf"] = cnf
	}
	if o.Actor != nil {
		claims["act"] = o.Actor
	}
	return claims
}

// Confirmation is the cnf member of a token that is bound, or nil (RFC 7800 3.1).
func Confirmation(jkt, x5t string) map[string]string {
	cnf := map[string]string{}
	if jkt != "" {
		cnf["jkt"] = jkt
	}
	if x5t != "" {
		cnf["x5t#S256"] = x5t
	}
	if len(cnf) == 0 {
		return nil
	}
	return cnf
}

// audience is one resource by itself, several as a list, and this issuer when
// there is none.
func audience(iss issuer.Issuer, list []resource.Resource) any {
	switch len(list) {
	case 0:
		return iss.URL
	case 1:
		return list[0].Identifier
	}
	return Identifiers(list)
}

// form is how an access token is written.
type form struct {
	jwt bool
	typ string
	alg jose.Alg
}

// formOf is the form that the resources want, or the client when there is none. A
// resource that takes opaque tokens takes any; of the others, all must want the
// same (RFC 8707 2 lets a server refuse a combination).
func formOf(c client.Client, list []resource.Resource) (form, error) {
	if len(list) == 0 {
		return form{c.AccessTokenFormat == client.FormatJWT, resource.TypAccessToken, c.IDTokenAlg}, nil
	}
	var f form
	for _, r := range list {
		if r.Format != resource.JWT {
			continue
		}
		if want := (form{true, r.Typ, r.Alg}); !f.jwt {
			f = want
		} else if f != want {
			return form{}, oauth.NewError(oauth.ResourcesDisagree).Saw("resources "+strings.Join(Identifiers(list), " "), "resources whose tokens have one algorithm and type, or a request for each")
		}
	}
	return f, nil
}

// lifetime is the least that the client and the resources are set to.
func lifetime(c client.Client, list []resource.Resource) time.Duration {
	var least time.Duration
	take := func(d time.Duration) {
		if d > 0 && (least == 0 || d < least) {
			least = d
		}
	}
	take(time.Duration(c.AccessTokenLifetime) * time.Second)
	for _, r := range list {
		take(r.Lifetime)
	}
	if least == 0 {
		least = AccessLifetime
	}
	return min(least, MostAccessLifetime)
}

// IsAccessToken reports whether a token could be one of our access tokens, without
// asking anybody: an opaque one with its checksum, or a compact JWT.
func IsAccessToken(token secret.Value) bool {
	if WellFormed(token, AccessPrefix) {
		return true
	}
	parts := strings.Split(token.Reveal(), ".")
	return len(parts) == 3 && len(token.Reveal()) <= jose.MaxToken && !slices.ContainsFunc(parts, func(part string) bool {
		_, err := base64.RawURLEncoding.Strict().DecodeString(part)
		return part == "" || err != nil
	})
}
