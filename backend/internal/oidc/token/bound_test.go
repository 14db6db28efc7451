package token_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
)

// holding is a relying party that proves a key with every request.
func holding(rp *apptest.RP, key keytest.Key) *apptest.RP {
	c := *rp
	c.Prover = &key
	return &c
}

func public(n *manage.NewClient) {
	n.Type, n.GrantTypes = client.Public, []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken}
	n.Scopes = oauth.DefaultScopes()
}

func TestRFC9449ThePublicClientsRefreshTokenIsBoundToItsKey(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", public)
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	key, other := keytest.New(t, jose.ES256), keytest.New(t, jose.ES256)

	got := succeeded(t, holding(rp, key).Redeem(rp.Code(b, "")))
	require.Equal(t, "DPoP", got.Text("token_type"), "RFC 9449 5")
	token := got.Text("refresh_token")
	refused(s, at, holding(rp, other).Refresh(token), 400, "invalid_grant", oauth.RefreshTokenOtherKey) // SEC-33
	refused(s, at, rp.Refresh(token), 400, "invalid_grant", oauth.RefreshTokenOtherKey)                 // SEC-44: nor without a proof
	next := succeeded(t, holding(rp, key).Refresh(token))
	require.Equal(t, "DPoP", next.Text("token_type"))
	require.NotEqual(t, token, next.Text("refresh_token"))

	bearer := rp.Tokens(b, "")
	require.Equal(t, "Bearer", bearer.Text("token_type"))
	require.Equal(t, "DPoP", succeeded(t, holding(rp, key).Refresh(bearer.Text("refresh_token"))).Text("token_type"), "what was not bound may be bound any time")
}

func TestRFC9449TheConfidentialClientMayChangeItsKey(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Set(at, func(p *client.Protocol) { p.DPoPBound, p.AccessTokenFormat = true, client.FormatJWT })
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	key, other := keytest.New(t, jose.ES256), keytest.New(t, jose.EdDSA)

	code := rp.Code(b, "")
	refused(s, at, rp.Redeem(code), 400, "invalid_dpop_proof", oauth.DPoPProofMissing)
	got := succeeded(t, holding(rp, key).Redeem(code))
	_, claims := published(s, at, got.Text("access_token"))
	require.Equal(t, map[string]any{"jkt": key.JKT()}, claims["cnf"], "RFC 9449 6.1")
	next := succeeded(t, holding(rp, other).Refresh(got.Text("refresh_token")))
	_, claims = published(s, at, next.Text("access_token"))
	require.Equal(t, map[string]any{"jkt": other.JKT()}, claims["cnf"], "FAPI 2.0: a refresh token of a confidential client is bound to the client")
	refused(s, at, rp.Refresh(next.Text("refresh_token")), 400, "invalid_dpop_proof", oauth.DPoPProofMissing)
}

func TestRFC9449ACodeBoundToAKey(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	key, other := keytest.New(t, jose.ES256), keytest.New(t, jose.ES256)
	rp.Code(b, "")
	code := rp.Code(b, "", "dpop_jkt", key.JKT())
	refused(s, at, holding(rp, other).Redeem(code), 400, "invalid_grant", oauth.CodeOtherKey)
	refused(s, at, rp.Redeem(code), 400, "invalid_grant", oauth.CodeOtherKey)
	require.Equal(t, "DPoP", succeeded(t, holding(rp, key).Redeem(code)).Text("token_type"), "RFC 9449 10: and the refusals spent nothing")
	require.Equal(t, "DPoP", succeeded(t, holding(rp, key).Redeem(rp.Code(b, ""))).Text("token_type"), "a code of no key may be had with any")
}

func TestABoundTokenTakesOneRoundTripMore(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	key := keytest.New(t, jose.ES256)
	token := rp.Tokens(b, "").Text("refresh_token")
	s.RoundTrips(5, func() { token = succeeded(t, holding(rp, key).Refresh(token)).Text("refresh_token") })
}

func TestAKeyKeepsAPublicClientsRefreshToken(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", public, func(n *manage.NewClient) { n.DPoPBound, n.KeepRefreshTokens = true, true })
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	key := keytest.New(t, jose.ES256)
	token := succeeded(t, holding(rp, key).Redeem(rp.Code(b, ""))).Text("refresh_token")
	require.Equal(t, token, succeeded(t, holding(rp, key).Refresh(token)).Text("refresh_token"), "RFC 9700 4.14.2: rotation, or a key")
}

func TestRFC8705ATokenBoundToACertificate(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	key := keytest.New(t, jose.ES256)
	at := s.Service("lantern", func(n *manage.NewClient) {
		n.AuthMethod, n.JWKS, n.CertificateBound, n.AccessTokenFormat = oauth.AuthSelfSignedTLS, keytest.Set(key), true, client.FormatJWT
	})
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	rp.Cert = key.Certificate(s.Clock.Now())
	got := rp.Tokens(b, "")
	require.Equal(t, "Bearer", got.Text("token_type"))
	_, claims := published(s, at, got.Text("access_token"))
	require.Equal(t, map[string]any{"x5t#S256": jose.X5T(rp.Cert)}, claims["cnf"], "RFC 8705 3.1")
	renewed := *rp
	renewed.Cert = key.Certificate(s.Clock.Now())
	require.NotEqual(t, jose.X5T(rp.Cert), jose.X5T(renewed.Cert))
	_, claims = published(s, at, succeeded(t, renewed.Refresh(got.Text("refresh_token"))).Text("access_token"))
	require.Equal(t, map[string]any{"x5t#S256": jose.X5T(renewed.Cert)}, claims["cnf"], "RFC 8705 4: the refresh token is the client's, not the certificate's")
}
