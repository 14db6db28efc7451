package issue

import (
	"maps"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/secret"
)

// IDLifetime is how long an ID token may be shown.
const IDLifetime = 30 * time.Minute

// idToken signs who it is (OIDC Core 2). What it is answered with is tied to it by
// hashes (3.1.3.6, 3.3.2.11; s_hash is of FAPI 1.0 Advanced 5.2.3.2). access is
// zero when no access token comes with it.
func (m *Mint) idToken(iss issuer.Issuer, keys Keys, c client.Client, o Order, access secret.Value, now time.Time) (string, error) {
	claims := map[string]any{}
	maps.Copy(claims, m.personal(c, o))
	maps.Copy(claims, authentication(o))
	maps.Copy(claims, map[string]any{
		"iss": iss.URL, "sub": o.Grant.AliasID, "aud": c.WireID(), "iat": now.Unix(), "exp": now.Add(IDLifetime).Unix(), "jti": m.source.Token(16).Reveal(),
	})
	put := func(name, value string) {
		if value != "" {
			claims[name] = value
		}
	}
	put("sid", o.Grant.SID)
	put("nonce", o.Nonce)
	put("at_hash", half(c.IDTokenAlg, access.Reveal()))
	if !o.Code.IsZero() {
		put("c_hash", half(c.IDTokenAlg, o.Code.Reveal()))
		put("s_hash", half(c.IDTokenAlg, o.State))
	}
	token, _, err := keys.sign(c.IDTokenAlg, "JWT", claims)
	return token, err
}

func half(alg jose.Alg, value string) string {
	if value == "" {
		return ""
	}
	return jose.HalfHash(alg, value)
}

// personal are the claims that are asked for by name, and those of the scopes:
// the latter are at UserInfo, unless the client wants them here too, or has no
// access token to ask there with (OIDC Core 5.4, decision D7).
func (m *Mint) personal(c client.Client, o Order) map[string]any {
	var scopes []string
	if c.IDTokenClaims || !o.Access && o.Code.IsZero() {
		scopes = o.Scopes
	}
	return Claims(o.Face, scopes, o.Grant.Claims.IDToken, m.relay)
}

// authentication says how the person signed in, as far as the service is told.
func authentication(o Order) map[string]any {
	out := map[string]any{}
	if !o.Grant.AuthTime.IsZero() {
		out["auth_time"] = o.Grant.AuthTime.Unix()
	}
	if o.Grant.ACR != "" {
		out["acr"] = o.Grant.ACR
	}
	if len(o.Grant.AMR) > 0 {
		out["amr"] = o.Grant.AMR
	}
	return out
}
