package client_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/jose"
)

const keySet = `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`

// full is a client with every setting made use of.
func full() client.Settings {
	s := settings(client.Confidential)
	age := 3600
	s.GrantTypes = []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken, oauth.ClientCredentials, oauth.DeviceCode, oauth.TokenExchange, oauth.JWTBearer}
	s.Scopes = append(s.Scopes, oauth.OfflineAccess, "orders:read")
	s.AuthMethod = oauth.AuthPrivateKeyJWT
	s.PostLogoutRedirectURIs = []string{"https://lantern.test/bye"}
	s.InitiateLoginURI = "https://lantern.test/login"
	s.Protocol = client.Protocol{
		ResponseTypes: []string{"code"}, JWKS: json.RawMessage(keySet), AuthSigningAlg: jose.EdDSA, CertificateBound: true, DPoPBound: true, RequireDPoPNonce: true,
		RequirePushed: true, RequireSignedRequest: true, RequestObjectAlg: jose.EdDSA,
		RequestURIs: []string{"https://lantern.test/request.jwt#n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"},
		UserinfoAlg: jose.RS256, AuthorizationAlg: jose.PS256, IntrospectionAlg: jose.ES384, DefaultMaxAge: &age, RequireAuthTime: true,
		DefaultACRValues: []string{oauth.ACRPassword}, SectorIdentifierURI: "https://lantern.test/sector.json",
		ClientURI: "https://lantern.test/", LogoURI: "https://lantern.test/logo.png", PolicyURI: "https://lantern.test/privacy", TOSURI: "https://lantern.test/terms",
		Contacts:             []string{"ops@lantern.test", "https://lantern.test/contact"},
		BackchannelLogoutURI: "https://logout.lantern.test:8443/bc?x=1", FrontchannelLogoutURI: "https://lantern.test/fc",
		AccessTokenFormat: client.FormatJWT, AccessTokenLifetime: 600, DefaultResource: "https://api.lantern.test",
		TokenExchangeAudiences: []string{"https://api.lantern.test", "cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12", "urn:lantern:api"},
		FederatedCredentials:   []client.FederatedCredential{{Issuer: "https://ci.test", Subject: "repo:lantern/web:*", Audience: "lantern", JWKSURI: "https://ci.test/keys"}},
		SoftwareID:             "lantern", SoftwareVersion: "1.2",
	}
	return s
}

func rules() client.Rules {
	return client.Rules{Scopes: []string{"orders:read"}, Resources: []string{"https://api.lantern.test"}}
}

func TestEverySettingCanBeMadeUseOf(t *testing.T) {
	t.Parallel()
	r := registration(client.Confidential)
	r.Rules = rules()
	c, err := client.New(r, full(), now())
	require.NoError(t, err)
	require.Equal(t, []string{"openid", "profile", "nickname", "email", "offline_access", "orders:read"}, c.Scopes, "those of Alias first")
	require.Equal(t, []string{"code"}, c.Responses())
}

func TestEverySettingIsJudgedToTheLetter(t *testing.T) {
	t.Parallel()
	type change = func(*client.Settings)
	for _, c := range []struct {
		why   string
		at    string
		alter change
	}{
		{"RFC 7591 2: a profile that is none", "profile", func(s *client.Settings) { s.Profile = "fapi1" }},
		{"RFC 7591 2.1: implicit without the switch", "grant_types[0]", func(s *client.Settings) { s.GrantTypes = append([]oauth.GrantType{oauth.Implicit}, s.GrantTypes...) }},
		{"a response type that is none", "response_types[1]", func(s *client.Settings) { s.ResponseTypes = []string{"code", "none"} }},
		{"a response type without the switch", "response_types[1]", func(s *client.Settings) { s.ResponseTypes = []string{"code", "id_token token"} }},
		{"RFC 7591 2.1: code without its grant type", "response_types", func(s *client.Settings) {
			s.GrantTypes, s.Scopes, s.ResponseTypes = []oauth.GrantType{oauth.ClientCredentials}, nil, []string{"code"}
			s.FederatedCredentials = nil
		}},
		{"no grant type", "grant_types", func(s *client.Settings) {
			s.GrantTypes, s.ResponseTypes, s.Scopes, s.FederatedCredentials = nil, nil, nil, nil
		}},
		{"refresh_token continues nothing", "grant_types", func(s *client.Settings) {
			s.GrantTypes, s.ResponseTypes, s.Scopes, s.FederatedCredentials = []oauth.GrantType{oauth.RefreshToken}, nil, nil, nil
		}},
		{"a scope of nobody", "scopes[1]", func(s *client.Settings) { s.Scopes = []string{"openid", "orders:write"} }},
		{"people without openid", "scopes", func(s *client.Settings) { s.Scopes = []string{"orders:read", "email"} }},
		{"RFC 7517: a key set that is none", "jwks", func(s *client.Settings) { s.JWKS = json.RawMessage(`[]`) }},
		{"RFC 7517: a private key", "jwks.keys[0].d", func(s *client.Settings) {
			s.JWKS = json.RawMessage(strings.Replace(keySet, `"kty"`, `"d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","kty"`, 1))
		}},
		{"RFC 7591 2: jwks and jwks_uri", "jwks_uri", func(s *client.Settings) { s.JWKSURI = "https://lantern.test/keys" }},
		{"a jwks_uri over http", "jwks_uri", func(s *client.Settings) { s.JWKS, s.JWKSURI = nil, "http://lantern.test/keys" }},
		{"RFC 7523 2.2: private_key_jwt without keys", "jwks", func(s *client.Settings) { s.JWKS, s.RequireSignedRequest = nil, false }},
		{"RFC 8705 2.2: self-signed without keys", "jwks", func(s *client.Settings) {
			s.JWKS, s.RequireSignedRequest, s.AuthMethod = nil, false, oauth.AuthSelfSignedTLS
		}},
		{"RFC 9101: signed requests without keys", "jwks", func(s *client.Settings) { s.JWKS, s.AuthMethod = nil, oauth.AuthSecret }},
		{"an algorithm that is none", "token_endpoint_auth_signing_alg", func(s *client.Settings) { s.AuthSigningAlg = "HS256" }},
		{"unsigned request objects", "request_object_signing_alg", func(s *client.Settings) { s.RequestObjectAlg = "none" }},
		{"unsigned userinfo", "userinfo_signed_response_alg", func(s *client.Settings) { s.UserinfoAlg = "none" }},
		{"unsigned responses", "authorization_signed_response_alg", func(s *client.Settings) { s.AuthorizationAlg = "none" }},
		{"unsigned introspection", "introspection_signed_response_alg", func(s *client.Settings) { s.IntrospectionAlg = "none" }},
		{"RFC 8705 2.1.2: no certificate known", "tls_client_auth_subject_dn", func(s *client.Settings) { s.AuthMethod = oauth.AuthTLS }},
		{"RFC 8705 2.1.2: two ways to know it", "tls_client_auth_san_dns", func(s *client.Settings) { s.TLSSubjectDN, s.TLSSanDNS = "CN=x", "x.test" }},
		{"no subject", "tls_client_auth_subject_dn", func(s *client.Settings) { s.TLSSubjectDN = "lantern" }},
		{"no DNS name", "tls_client_auth_san_dns", func(s *client.Settings) { s.TLSSanDNS = "192.0.2.7" }},
		{"no URI", "tls_client_auth_san_uri", func(s *client.Settings) { s.TLSSanURI = "lantern" }},
		{"no IP address", "tls_client_auth_san_ip", func(s *client.Settings) { s.TLSSanIP = "192.0.2.300" }},
		{"no email address", "tls_client_auth_san_email", func(s *client.Settings) { s.TLSSanEmail = "lantern" }},
		{"Core 6.2: a request_uri over http", "request_uris[0]", func(s *client.Settings) { s.RequestURIs = []string{"http://lantern.test/r"} }},
		{"Core 6.2: a request_uri beyond 512 characters", "request_uris[0]", func(s *client.Settings) {
			s.RequestURIs = []string{"https://lantern.test/#" + strings.Repeat("x", 512)}
		}},
		{"a request_uri twice", "request_uris[1]", func(s *client.Settings) { s.RequestURIs = append(s.RequestURIs, s.RequestURIs[0]) }},
		{"an age before now", "default_max_age", func(s *client.Settings) { n := -1; s.DefaultMaxAge = &n }},
		{"an acr nobody can reach", "default_acr_values[0]", func(s *client.Settings) { s.DefaultACRValues = []string{"urn:alias:acr:dna"} }},
		{"Core 8.1: a sector document over http", "sector_identifier_uri", func(s *client.Settings) { s.SectorIdentifierURI = "http://lantern.test/" }},
		{"3rd-party init: only https", "initiate_login_uri", func(s *client.Settings) { s.InitiateLoginURI = "http://localhost/login" }},
		{"a home page of script", "client_uri", func(s *client.Settings) { s.ClientURI = "javascript:alert(1)" }},
		{"SEC-54: a logo of data", "logo_uri", func(s *client.Settings) { s.LogoURI = "data:image/svg+xml,x" }},
		{"a policy over http", "policy_uri", func(s *client.Settings) { s.PolicyURI = "http://lantern.test/" }},
		{"terms with a password", "tos_uri", func(s *client.Settings) { s.TOSURI = "https://a:b@lantern.test/" }},
		{"nobody to reach", "contacts[1]", func(s *client.Settings) { s.Contacts = []string{"ops@lantern.test", "Ada <ada@lantern.test>"} }},
		{"BCL 2.2: a fragment", "backchannel_logout_uri", func(s *client.Settings) { s.BackchannelLogoutURI = "https://lantern.test/#x" }},
		{"BCL 2.2: over http", "backchannel_logout_uri", func(s *client.Settings) { s.BackchannelLogoutURI = "http://lantern.test/" }},
		{"FCL 2: another origin than the redirect URIs'", "frontchannel_logout_uri", func(s *client.Settings) { s.FrontchannelLogoutURI = "https://lantern.test:8443/fc" }},
		{"RpIL 3.1: a fragment", "post_logout_redirect_uris[0]", func(s *client.Settings) { s.PostLogoutRedirectURIs = []string{"https://lantern.test/#x"} }},
		{"a form that is none", "access_token_format", func(s *client.Settings) { s.AccessTokenFormat = "saml" }},
		{"a token of seconds", "access_token_lifetime_seconds", func(s *client.Settings) { s.AccessTokenLifetime = 59 }},
		{"a token of days", "access_token_lifetime_seconds", func(s *client.Settings) { s.AccessTokenLifetime = 86401 }},
		{"RFC 8707: a resource nobody made", "default_resource", func(s *client.Settings) { s.DefaultResource = "https://other.test" }},
		{"RFC 8693: an audience that is none", "token_exchange_audiences[0]", func(s *client.Settings) { s.TokenExchangeAudiences = []string{"api"} }},
		{"RFC 8693: an audience of script", "token_exchange_audiences[0]", func(s *client.Settings) { s.TokenExchangeAudiences = []string{"javascript:alert(1)"} }},
		{"RFC 7523: nobody to believe", "federated_credentials", func(s *client.Settings) { s.FederatedCredentials = nil }},
		{"P37: everybody at an issuer", "federated_credentials[0].subject", func(s *client.Settings) { s.FederatedCredentials[0].Subject = "*" }},
		{"P37: a pattern in the middle", "federated_credentials[0].subject", func(s *client.Settings) { s.FederatedCredentials[0].Subject = "repo:*:main" }},
		{"P37: an issuer over http", "federated_credentials[0].issuer", func(s *client.Settings) { s.FederatedCredentials[0].Issuer = "http://ci.test" }},
		{"P37: keys over http", "federated_credentials[0].jwks_uri", func(s *client.Settings) { s.FederatedCredentials[0].JWKSURI = "http://ci.test" }},
		{"P37: one twice", "federated_credentials[1]", func(s *client.Settings) {
			s.FederatedCredentials = append(s.FederatedCredentials, s.FederatedCredentials[0])
		}},
		{"a name of software with a line break", "software_id", func(s *client.Settings) { s.SoftwareID = "a\nb" }},
		{"a version of software that is long", "software_version", func(s *client.Settings) { s.SoftwareVersion = strings.Repeat("1", 201) }},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := full()
			c.alter(&s)
			r := registration(client.Confidential)
			r.Rules = rules()
			_, err := client.New(r, s, now())
			f, ok := fault.As(err)
			require.True(t, ok)
			require.ErrorIs(t, err, client.ErrInvalid)
			require.Len(t, f.Fields, 1, "%v", f.Fields)
			require.Equal(t, c.at, f.Fields[0].Location)
			require.NotEmpty(t, f.Fields[0].Message)
		})
	}
}

func TestWhatAPublicClientMayNotHave(t *testing.T) {
	t.Parallel()
	for at, alter := range map[string]func(*client.Settings){
		"grant_types[1]":        func(s *client.Settings) { s.GrantTypes = append(s.GrantTypes, oauth.ClientCredentials) },
		"auth_method":           func(s *client.Settings) { s.AuthMethod = oauth.AuthPrivateKeyJWT; s.JWKS = json.RawMessage(keySet) },
		"require_pkce":          func(s *client.Settings) { s.RequirePKCE = false },
		"rotate_refresh_tokens": func(s *client.Settings) { s.KeepRefreshTokens = true },
	} {
		s := settings(client.Public)
		alter(&s)
		_, err := client.New(registration(client.Public), s, now())
		f, ok := fault.As(err)
		require.True(t, ok, at)
		require.Len(t, f.Fields, 1, at)
		require.Equal(t, at, f.Fields[0].Location)
	}
	s := settings(client.Public)
	s.Scopes = append(s.Scopes, oauth.OfflineAccess)
	s.GrantTypes = append(s.GrantTypes, oauth.RefreshToken)
	_, err := client.New(registration(client.Public), s, now())
	require.NoError(t, err, "RFC 9700 2.2.2: it may have refresh tokens that are rotated")
	s.KeepRefreshTokens, s.DPoPBound = true, true
	_, err = client.New(registration(client.Public), s, now())
	require.NoError(t, err, "RFC 9700 2.2.2: or bound to a key")
}

func TestAClientOfItsOwnNeedsNoPeople(t *testing.T) {
	t.Parallel()
	s := client.Defaults(client.Confidential)
	s.Name, s.Scopes, s.GrantTypes = "Cron", []string{"orders:read"}, []oauth.GrantType{oauth.ClientCredentials}
	r := registration(client.Confidential)
	r.Rules = rules()
	c, err := client.New(r, s, now())
	require.NoError(t, err, "row P12: no redirect URI, no openid")
	require.Empty(t, c.RedirectURIs)
	s.GrantTypes = []oauth.GrantType{oauth.DeviceCode}
	_, err = client.New(r, s, now())
	require.NoError(t, err, "RFC 8628: a device has no redirect URI")
}

func TestTheSwitchAllowsImplicitAndHybrid(t *testing.T) {
	t.Parallel()
	r := registration(client.Confidential)
	r.Rules.ImplicitAndHybrid = true
	s := settings(client.Confidential)
	s.GrantTypes = append(s.GrantTypes, oauth.Implicit)
	s.ResponseTypes = []string{"code", "token id_token", "token  code id_token"}
	c, err := client.New(r, s, now())
	require.NoError(t, err)
	require.Equal(t, []string{"code", "id_token token", "code id_token token"}, c.Responses(), "RFC 6749 3.1.1: the order of words does not matter")

	for why, alter := range map[string]func(*client.Settings){
		"RFC 7591 2.1: implicit without its response types":           func(s *client.Settings) { s.ResponseTypes = []string{"code"} },
		"RFC 7591 2.1: id_token without implicit":                     func(s *client.Settings) { s.GrantTypes = []oauth.GrantType{oauth.AuthorizationCode} },
		"RFC 7591 2.1: authorization_code without its response types": func(s *client.Settings) { s.ResponseTypes = []string{"id_token"} },
	} {
		bad := s
		alter(&bad)
		_, err := client.New(r, bad, now())
		f, ok := fault.As(err)
		require.True(t, ok, why)
		require.Equal(t, "response_types", f.Fields[0].Location, why)
	}
}

func TestADevelopmentWorkspaceReachesThisMachine(t *testing.T) {
	t.Parallel()
	s := settings(client.Confidential)
	s.RedirectURIs = []string{"http://localhost:3000/callback"}
	s.AuthMethod, s.JWKSURI = oauth.AuthPrivateKeyJWT, "http://localhost:3000/keys"
	s.BackchannelLogoutURI, s.FrontchannelLogoutURI = "http://localhost:3000/bc", "http://localhost:3000/fc"
	r := registration(client.Confidential)
	_, err := client.New(r, s, now())
	require.Error(t, err)
	r.Rules.Development = true
	_, err = client.New(r, s, now())
	require.NoError(t, err)
}

func TestPrivateSchemesOfRealAppsAreAccepted(t *testing.T) {
	t.Parallel()
	s := settings(client.Public)
	s.ApplicationType = client.Native
	s.RedirectURIs = []string{
		"oc://ios.owncloud.com", "app.immich:///oauth-callback", "com.engomo.engomo://callback/", "kitchenowl:/signin/redirect", "audiobookshelf://oauth",
	}
	_, err := client.New(registration(client.Public), s, now())
	require.NoError(t, err, "section 7: scheme:/path, scheme://host and scheme:///path")
}

func TestAClientKeepsWhatItsTenantHasTakenAwaySince(t *testing.T) {
	t.Parallel()
	r := registration(client.Confidential)
	r.Rules = rules()
	s := full()
	s.SectorIdentifierURI = ""
	c, err := client.New(r, s, now())
	require.NoError(t, err)
	s = c.Settings
	s.Name = "Lantern again"
	c, err = c.Change(s, client.Rules{}, now())
	require.NoError(t, err, "the resource is gone, and the client can be saved all the same")
	s.Scopes = append(s.Scopes, "orders:write")
	_, err = c.Change(s, client.Rules{}, now())
	require.Error(t, err, "but nothing new")
}

func TestDifferencesNameTheSettings(t *testing.T) {
	t.Parallel()
	a := full()
	b := full()
	require.Empty(t, client.Differences(a, b))
	b.JWKS = json.RawMessage(strings.ReplaceAll(keySet, ",", ", "))
	require.Empty(t, client.Differences(a, b), "it is the same key set, written otherwise")
	b.Name, b.SendIss, b.KeepRefreshTokens, b.DefaultMaxAge, b.Contacts = "Other", false, true, nil, []string{"x@lantern.test"}
	require.Equal(t, []string{"name", "send_iss", "contacts", "default_max_age", "rotate_refresh_tokens"}, client.Differences(a, b))
}
