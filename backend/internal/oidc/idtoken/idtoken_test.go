package idtoken_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/idtoken"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
)

func TestRead(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	directory := issuer.New(s.URL, s.DB, s.Clock, s.Master)
	at, other := s.Service("lantern"), s.Service("harbor")
	iss, err := directory.BySlug(t.Context(), "lantern")
	require.NoError(t, err)
	rp, foreign := s.RP(at), s.RP(other)
	person := s.Person("Mira")
	sealer := s.Master.Sealer("signing-keys")
	signer := func(tenant id.Tenant) jose.Key {
		var k jose.Key
		require.NoError(t, s.DB.InTenant(t.Context(), tenant, func(tx postgres.TenantTx) error {
			list, err := signingkey.List(t.Context(), tx)
			require.NoError(t, err)
			active, ok := signingkey.Find(list, jose.RS256, signingkey.Active)
			require.True(t, ok)
			k, err = signingkey.Open(tx, sealer, active)
			return err
		}))
		return k
	}

	own := rp.Tokens(s.Browser(), person).Text("id_token")
	claims := s.Claims(own)
	got, err := idtoken.Read(t.Context(), directory, iss, own)
	require.NoError(t, err)
	require.Equal(t, claims["sub"], got.Subject)
	require.Equal(t, claims["sid"], got.SID)
	require.True(t, got.Audience.Has(at.Client.ID.String()))
	require.EqualValues(t, claims["iat"], got.IssuedAt.Unix())
	require.EqualValues(t, claims["exp"], got.ExpiresAt.Unix())

	s.Clock.Advance(24 * time.Hour)
	_, err = idtoken.Read(t.Context(), directory, iss, own)
	require.NoError(t, err, "OIDC Core 3.1.2.1: an expired one is known")

	key, stranger := signer(at.Tenant.ID), keytest.New(t, jose.RS256)
	sign := func(typ string, change map[string]any) string {
		c := map[string]any{"iss": iss.URL, "sub": "a", "aud": "b", "iat": 1, "exp": 2}
		for name, v := range change {
			if c[name] = v; v == nil {
				delete(c, name)
			}
		}
		token, err := key.Sign(typ, c)
		require.NoError(t, err)
		return token
	}
	_, err = idtoken.Read(t.Context(), directory, iss, sign("JWT", nil))
	require.NoError(t, err)
	for why, token := range map[string]string{
		"nothing":          "",
		"an access token":  rp.Tokens(s.Browser(), person).Text("access_token"),
		"SEC-41: alg none": stranger.JWT(keytest.Members(claims), keytest.Members{"alg": "none"}),
		"SEC-51: signed by somebody else under our kid": stranger.JWT(keytest.Members(claims), keytest.Members{"kid": key.KID()}),
		"SEC-41: its own key in the header":             stranger.JWT(keytest.Members(claims), keytest.Members{"kid": nil, "jwk": stranger.Public()}),
		"SEC-60: of another tenant":                     foreign.Tokens(s.Browser(), person).Text("id_token"),
		"of another issuer, signed by us":               sign("JWT", map[string]any{"iss": other.Issuer}),
		"SEC-40: a JWT access token":                    sign("at+jwt", nil),
		"SEC-40: a JWT access token that says JWT":      sign("JWT", map[string]any{"client_id": "c"}),
		"SEC-40: a logout token":                        sign("logout+jwt", nil),
		"a signed response, which is about nobody":      sign("JWT", map[string]any{"sub": nil}),
		"without aud": sign("JWT", map[string]any{"aud": nil}),
		"without iat": sign("JWT", map[string]any{"iat": nil}),
		"without exp": sign("JWT", map[string]any{"exp": nil}),
	} {
		_, err := idtoken.Read(t.Context(), directory, iss, token)
		require.Equal(t, oauth.HintInvalid, oauth.AsError(err).Reason, why)
	}

	t.Run("a retired key is known until it is gone", func(t *testing.T) {
		_, err := s.Keys.Rotate(t.Context(), at.Owner, "lantern", jose.RS256)
		require.NoError(t, err)
		_, err = idtoken.Read(t.Context(), directory, iss, own)
		require.NoError(t, err)
		s.Exec("update signing_keys set state = 'gone', sealed = null, gone_at = now() where tenant_id = $1 and kid = $2", at.Tenant.ID, key.KID())
		s.Clock.Advance(issuer.Bound)
		_, err = idtoken.Read(t.Context(), directory, iss, own)
		require.Equal(t, oauth.HintInvalid, oauth.AsError(err).Reason, "SEC-57")
	})
}
