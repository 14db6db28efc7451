package app_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/stretchr/testify/require"
	"golang.org/x/oauth2"

	"alias.example/alias/backend/internal/testkit/apptest"
)

// A relying party that is not ours, made of x/oauth2 and go-oidc, signs a person
// in, reads who they are, refreshes, and goes on across a key rotation.
func TestAStrangerSignsAPersonIn(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	address := s.Person("Mira")
	ctx := context.Background()

	provider, err := oidc.NewProvider(ctx, at.Issuer)
	require.NoError(t, err)
	verifier := provider.Verifier(&oidc.Config{ClientID: at.Client.ID.String(), Now: func() time.Time { return s.Clock.Now() }})
	conf := oauth2.Config{
		ClientID: at.Client.ID.String(), ClientSecret: at.Secret, Endpoint: provider.Endpoint(), RedirectURL: at.Redirect,
		Scopes: []string{"openid", "profile", "email", "offline_access"},
	}
	pkce := oauth2.GenerateVerifier()

	b := s.Browser().Open(conf.AuthCodeURL("st-1", oidc.Nonce("n-1"), oauth2.S256ChallengeOption(pkce)))
	require.Equal(t, "/login", b.URL.Path)
	b.SignIn(address)
	require.Equal(t, "/consent", b.URL.Path, b.Body)
	require.Contains(t, b.Body, "Client of lantern")
	b.Decide("allow")
	require.Equal(t, "lantern.test", b.URL.Host, b.Body)
	require.Equal(t, "st-1", b.URL.Query().Get("state"))
	require.Equal(t, at.Issuer, b.URL.Query().Get("iss"))

	token, err := conf.Exchange(ctx, b.URL.Query().Get("code"), oauth2.VerifierOption(pkce))
	require.NoError(t, err)
	raw, ok := token.Extra("id_token").(string)
	require.True(t, ok)
	idToken, err := verifier.Verify(ctx, raw)
	require.NoError(t, err)
	require.Equal(t, "n-1", idToken.Nonce)
	require.NoError(t, idToken.VerifyAccessToken(token.AccessToken))
	require.Len(t, idToken.Subject, 22)

	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	require.NoError(t, err)
	require.Equal(t, idToken.Subject, info.Subject)
	require.True(t, info.EmailVerified)
	require.Regexp(t, `^[a-z0-9]{16}@relay\.test$`, info.Email)
	var claims map[string]any
	require.NoError(t, info.Claims(&claims))
	require.NotEmpty(t, claims["preferred_username"])
	require.NotEmpty(t, claims["name"])

	// The key rotates, and nobody notices.
	_, err = s.Keys.Rotate(ctx, at.Owner, "lantern", "")
	require.NoError(t, err)
	require.NotEmpty(t, token.RefreshToken)
	token.Expiry = time.Now().Add(-time.Hour)
	again, err := conf.TokenSource(ctx, token).Token()
	require.NoError(t, err)
	require.NotEqual(t, token.RefreshToken, again.RefreshToken)
	raw2, ok := again.Extra("id_token").(string)
	require.True(t, ok)
	second, err := verifier.Verify(ctx, raw2)
	require.NoError(t, err)
	require.Equal(t, idToken.Subject, second.Subject)
	require.NotEqual(t, header(t, raw)["kid"], header(t, raw2)["kid"])
	_, err = verifier.Verify(ctx, raw)
	require.NoError(t, err, "what the retired key signed still verifies")
}

func header(t *testing.T, token string) map[string]any {
	t.Helper()
	var out map[string]any
	require.NoError(t, json.Unmarshal(decodeSegment(t, token, 0), &out))
	return out
}
