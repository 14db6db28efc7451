package manage_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// header is the header of a token, unbelieved.
func header(t *testing.T, token string) jose.Header {
	t.Helper()
	h, _, err := jose.Peek(token)
	require.NoError(t, err)
	return h
}

func TestSEC57WhatARevokedKeySignedIsBelievedNoMore(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", func(n *manage.NewClient) { n.AccessTokenFormat = client.FormatJWT })
	rp, b := s.RP(at), s.Browser()
	mira := s.Person("Mira")
	got := rp.Tokens(b, mira)
	access, idToken := got.Text("access_token"), got.Text("id_token")
	kid := header(t, access).KID
	require.Equal(t, kid, header(t, idToken).KID, "both are signed with RS256")
	require.Equal(t, http.StatusOK, rp.Userinfo(access).Status)
	opaque := s.RP(s.Client(at)).Tokens(b, mira)

	keys, err := s.Keys.Revoke(t.Context(), at.Owner, "lantern", kid)
	require.NoError(t, err)
	require.NotEmpty(t, keys)

	set := s.Send(http.MethodGet, at.Issuer+"/.well-known/jwks.json", nil).Raw
	require.NotContains(t, set, kid, "row PL10: it left the key set at once")
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(access).Status, "its access tokens are dead")
	hinted := b.Open(rp.AuthorizeURL("prompt", "none", "id_token_hint", idToken))
	require.NotContains(t, hinted.URL.RawQuery, "code=", "an ID token it signed is no hint")
	require.Equal(t, http.StatusOK, rp.Userinfo(opaque.Text("access_token")).Status, "what it did not sign lives")

	again := rp.Refresh(got.Text("refresh_token"))
	require.Equal(t, http.StatusOK, again.Status, again.Raw)
	fresh := header(t, again.Text("access_token")).KID
	require.NotEqual(t, kid, fresh, "the next key took over")
	require.Contains(t, set, fresh, "and relying parties know it already")
	require.Equal(t, http.StatusOK, rp.Userinfo(again.Text("access_token")).Status)
}
