package discovery_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/discovery"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// What is said of certificates is what the deployment can do.
func TestRFC8705WhatIsSaidOfCertificates(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	mtls, err := url.Parse("https://mtls.alias.test:8443")
	require.NoError(t, err)
	describe := func(change func(*app.Config)) discovery.Metadata {
		w := httptest.NewRecorder()
		s.Beside(change).Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, at.Issuer+"/.well-known/openid-configuration", nil))
		var m discovery.Metadata
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &m))
		return m
	}
	none := describe(func(c *app.Config) { c.ClientCertHeader = "" })
	require.False(t, none.CertificateBoundAccessTokens)
	require.Nil(t, none.MTLSEndpointAliases)
	require.Equal(t, []string{oauth.AuthSecretBasic, oauth.AuthSecretPost, oauth.AuthPrivateKeyJWT, oauth.AuthNone}, none.TokenEndpointAuthMethods)

	behind := describe(func(c *app.Config) { c.ClientCAs = nil })
	require.True(t, behind.CertificateBoundAccessTokens)
	require.Nil(t, behind.MTLSEndpointAliases, "RFC 8705 5: the usual endpoints take certificates")
	require.Contains(t, behind.TokenEndpointAuthMethods, oauth.AuthSelfSignedTLS)
	require.NotContains(t, behind.TokenEndpointAuthMethods, oauth.AuthTLS, "no authority, no names")

	own := describe(func(c *app.Config) { c.ClientCertHeader, c.MTLSURL = "", mtls })
	require.True(t, own.CertificateBoundAccessTokens)
	require.Subset(t, own.TokenEndpointAuthMethods, []string{oauth.AuthSelfSignedTLS, oauth.AuthTLS})
	require.NotContains(t, own.IntrospectionAuthMethods, oauth.AuthNone)
	const below = "https://mtls.alias.test:8443/t/lantern"
	require.Equal(t, &discovery.Aliases{
		PushedRequestEndpoint: below + discovery.PARPath, TokenEndpoint: below + discovery.TokenPath, UserinfoEndpoint: below + discovery.UserinfoPath,
		IntrospectionEndpoint: below + discovery.IntrospectPath, RevocationEndpoint: below + discovery.RevokePath, DeviceEndpoint: below + discovery.DevicePath,
	}, own.MTLSEndpointAliases, "RFC 8705 5")
	require.Equal(t, none.TokenEndpoint, own.TokenEndpoint)
}
