package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/app"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
)

// clientDoor is an endpoint that authenticates clients, with a form that is sound
// otherwise.
type clientDoor struct {
	path string
	form url.Values
}

// clientDoors are all of them.
func clientDoors(at apptest.Service) []clientDoor {
	return []clientDoor{
		{"/oauth2/token", url.Values{"grant_type": {"authorization_code"}, "code": {"made-up"}, "redirect_uri": {at.Redirect}, "code_verifier": {strings.Repeat("v", 43)}}},
		{"/oauth2/par", url.Values{"response_type": {"code"}, "scope": {"openid"}, "redirect_uri": {at.Redirect}, "code_challenge": {apptest.Challenge(strings.Repeat("v", 43))}, "code_challenge_method": {"S256"}}},
		{"/oauth2/introspect", url.Values{"token": {"made-up"}}},
		{"/oauth2/revoke", url.Values{"token": {"made-up"}}},
		{"/oauth2/device_authorization", url.Values{"scope": {"openid"}}},
	}
}

// keyed makes a client that authenticates by a key of its own.
func keyed(s *apptest.Server, at apptest.Service, change ...func(*manage.NewClient)) (apptest.Service, keytest.Key) {
	s.T.Helper()
	k := keytest.New(s.T, jose.ES256)
	return s.Client(at, append([]func(*manage.NewClient){func(n *manage.NewClient) {
		n.AuthMethod, n.JWKS = oauth.AuthPrivateKeyJWT, keytest.Set(k)
	}}, change...)...), k
}

func withAssertion(form url.Values, assertion string, pairs ...string) url.Values {
	v := url.Values{"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {assertion}}
	for name, values := range form {
		v[name] = values
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestSEC35EveryEndpointRefusesEveryBadAssertion(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, key := keyed(s, s.Service("lantern"))
	other, otherKey := keyed(s, at)
	harbor, harborKey := keyed(s, s.Service("harbor"))
	strict, strictKey := s.Keyed(at, client.ProfileFAPI2)
	now, name := s.Clock.Now(), at.Client.WireID()
	m := func(claim string, v any) keytest.Members { return keytest.Members{claim: v} }

	for _, d := range clientDoors(at) {
		for _, c := range []struct {
			why       string
			assertion string
			reason    oauth.Reason
		}{
			{"no jti", key.Assertion(name, at.Issuer, now, m("jti", nil)), oauth.ClientAssertionMalformed},
			{"an hour to live", key.Assertion(name, at.Issuer, now, m("exp", now.Unix()+3600)), oauth.ClientAssertionTime},
			{"expired", key.Assertion(name, at.Issuer, now, m("exp", now.Unix()-300)), oauth.ClientAssertionTime},
			{"from the future", key.Assertion(name, at.Issuer, now, m("iat", now.Unix()+120)), oauth.ClientAssertionTime},
			{"for another tenant", key.Assertion(name, harbor.Issuer, now), oauth.ClientAssertionAudience},
			{"for the same endpoint of another tenant", key.Assertion(name, harbor.Issuer+d.path, now), oauth.ClientAssertionAudience},
			{"iss is not sub", key.Assertion(name, at.Issuer, now, m("iss", other.Client.WireID())), oauth.ClientAssertionSubject},
			{"sub is not iss", key.Assertion(name, at.Issuer, now, m("sub", other.Client.WireID())), oauth.ClientAssertionKey},
			{"by another client's key", otherKey.Assertion(name, at.Issuer, now), oauth.ClientAssertionKey},
			{"SEC-60: another tenant's client", harborKey.Assertion(harbor.Client.WireID(), at.Issuer, now), oauth.ClientUnknown},
			{"SEC-60: another tenant's client, as it is sent there", harborKey.Assertion(harbor.Client.WireID(), harbor.Issuer, now), oauth.ClientUnknown},
			{"alg none", key.JWT(keytest.Members{"iss": name, "sub": name, "aud": at.Issuer, "jti": "x", "exp": now.Unix() + 60}, m("alg", "none")), oauth.ClientAssertionMalformed},
			{"alg HS256", key.JWT(keytest.Members{"iss": name, "sub": name, "aud": at.Issuer, "jti": "x", "exp": now.Unix() + 60}, m("alg", "HS256")), oauth.ClientAssertionAlg},
			{"FAPI 2.0 SP: aud is an array", strictKey.Assertion(strict.Client.WireID(), at.Issuer, now, m("aud", []string{at.Issuer})), oauth.ClientAssertionAudience},
			{"FAPI 2.0 SP: aud is the endpoint", strictKey.Assertion(strict.Client.WireID(), at.Issuer+d.path, now), oauth.ClientAssertionAudience},
		} {
			t.Run(d.path+": "+c.why, func(t *testing.T) {
				t.Parallel()
				s := s.In(t)
				got := s.Send(http.MethodPost, at.Issuer+d.path, withAssertion(d.form, c.assertion))
				require.Equal(t, http.StatusUnauthorized, got.Status, got.Raw)
				require.Equal(t, "invalid_client", got.Text("error"))
				require.Equal(t, "Client authentication failed.", got.Text("error_description"))
				require.Len(t, got.JSON, 2)
				require.Equal(t, "no-store", got.Header.Get("Cache-Control"))
				a := s.OneRefusal(at.Tenant.ID, got.Header)
				require.Equal(t, c.reason, a.Reason)
				require.NotContains(t, a.Received+a.Expected+a.ClientNamed, c.assertion)
			})
		}
		t.Run(d.path+": twice", func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			for i, aud := range []string{at.Issuer, at.Issuer + d.path} {
				form := withAssertion(d.form, key.Assertion(name, aud, now))
				got := s.Send(http.MethodPost, at.Issuer+d.path, form)
				require.NotEqual(t, "invalid_client", got.Text("error"), "%d: %s", i, got.Raw)
				got = s.Send(http.MethodPost, at.Issuer+d.path, form)
				require.Equal(t, "invalid_client", got.Text("error"))
				require.Equal(t, oauth.ClientAssertionReplayed, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
			}
		})
	}
}

func TestSEC36EveryEndpointTakesOneMethodOnly(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	secret := s.Service("lantern")
	at, key := keyed(s, secret)
	name := at.Client.WireID()
	for _, d := range clientDoors(at) {
		for why, c := range map[string]struct {
			form   url.Values
			header []string
			reason oauth.Reason
		}{
			"an assertion and Basic":           {withAssertion(d.form, key.Assertion(name, at.Issuer, s.Clock.Now())), []string{"Authorization", basicAuth(secret)}, oauth.ClientAuthTwice},
			"an assertion and a secret":        {withAssertion(d.form, key.Assertion(name, at.Issuer, s.Clock.Now()), "client_secret", secret.Secret), nil, oauth.ClientAuthTwice},
			"an assertion of one, named other": {withAssertion(d.form, key.Assertion(name, at.Issuer, s.Clock.Now()), "client_id", secret.Client.WireID()), nil, oauth.ClientAssertionSubject},
			"a secret where a key is set":      {d.form, []string{"Authorization", basicAuth(at)}, oauth.ClientAuthMethod},
			"a name alone where a key is set":  {withAssertion(d.form, "", "client_id", name, "client_assertion_type", ""), nil, oauth.ClientAuthMethod},
		} {
			t.Run(d.path+": "+why, func(t *testing.T) {
				t.Parallel()
				s := s.In(t)
				got := s.Send(http.MethodPost, at.Issuer+d.path, c.form, c.header...)
				require.Equal(t, http.StatusUnauthorized, got.Status, got.Raw)
				require.Equal(t, "invalid_client", got.Text("error"))
				require.Equal(t, c.reason, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
			})
		}
	}
}

func basicAuth(at apptest.Service) string {
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	word := at.Secret
	if word == "" {
		word = "word"
	}
	r.SetBasicAuth(url.QueryEscape(at.Client.WireID()), url.QueryEscape(word))
	return r.Header.Get("Authorization")
}

func TestRFC8705TokensBoundToACertificate(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	key, other := keytest.New(t, jose.ES256), keytest.New(t, jose.ES256)
	at := s.Client(s.Service("lantern"), func(n *manage.NewClient) {
		n.AuthMethod, n.TLSSubjectDN, n.CertificateBound = oauth.AuthTLS, "CN=client,O=Example,C=DE", true
	})
	rp, person := s.RP(at), s.Person("Mira")
	cert := s.Authority.Certify(key, s.Clock.Now())
	rp.Cert = cert
	got := rp.Tokens(s.Browser(), person)
	require.Equal(t, "Bearer", got.Text("token_type"), "RFC 8705 3")
	token := got.Text("access_token")
	require.Equal(t, http.StatusOK, rp.Userinfo(token).Status)

	rp.Cert = nil
	answer := rp.Userinfo(token)
	require.Equal(t, http.StatusUnauthorized, answer.Status, "SEC-44")
	require.Equal(t, oauth.TokenCertificate, s.OneRefusal(at.Tenant.ID, answer.Header).Reason)
	require.Contains(t, answer.Header.Get("WWW-Authenticate"), `Bearer realm="alias", error="invalid_token"`)
	rp.Cert = s.Authority.Certify(other, s.Clock.Now())
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(token).Status, "another certificate of the same name")

	rp.Cert = cert
	require.Equal(t, http.StatusOK, rp.Refresh(got.Text("refresh_token")).Status)
	rp.Cert = other.Certificate(s.Clock.Now())
	answer = rp.Refresh(got.Text("refresh_token"))
	require.Equal(t, http.StatusUnauthorized, answer.Status)
	require.Equal(t, oauth.ClientCertUntrusted, s.OneRefusal(at.Tenant.ID, answer.Header).Reason)
}

func TestSEC45ACertificateInAHeaderCountsFromATrustedProxyOnly(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	key := keytest.New(t, jose.ES256)
	at := s.Client(s.Service("lantern"), func(n *manage.NewClient) {
		n.AuthMethod, n.TLSSubjectDN = oauth.AuthTLS, "CN=client,O=Example,C=DE"
	})
	passed := keytest.Passed(s.Authority.Certify(key, s.Clock.Now()))
	ask := func(a *app.App, peer string) apptest.Answer {
		form := url.Values{"grant_type": {"authorization_code"}, "code": {"made-up"}, "redirect_uri": {at.Redirect}, "code_verifier": {strings.Repeat("v", 43)}, "client_id": {at.Client.WireID()}}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, at.Issuer+"/oauth2/token", strings.NewReader(form.Encode()))
		r.RemoteAddr = peer
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(apptest.CertHeader, passed)
		w := httptest.NewRecorder()
		a.Handler.ServeHTTP(w, r)
		return apptest.Answer{Status: w.Code, Header: w.Header(), Raw: w.Body.String()}
	}
	require.Contains(t, ask(s.App, "127.0.0.1:4000").Raw, "invalid_grant", "the proxy")
	off := s.Beside(func(c *app.Config) { c.ClientCertHeader = "" })
	for why, got := range map[string]apptest.Answer{
		"from the internet":       ask(s.App, "192.0.2.1:4000"),
		"when the setting is off": ask(off, "127.0.0.1:4000"),
	} {
		require.Equal(t, http.StatusUnauthorized, got.Status, why)
		require.Contains(t, got.Raw, "invalid_client", why)
	}
}

func TestSEC56AClientRotatesItsKeys(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	old, next := keytest.New(t, jose.ES256), keytest.New(t, jose.ES256)
	published := s.Publishes(old)
	at := s.Client(s.Service("lantern"), func(n *manage.NewClient) {
		n.AuthMethod, n.JWKSURI = oauth.AuthPrivateKeyJWT, published.URL
	})
	rp := s.RP(at)
	rp.Key = &old
	tokens := rp.Tokens(s.Browser(), s.Person("Mira"))
	require.Equal(t, 1, published.Fetches())

	published.Rotate(next)
	s.Clock.Advance(3 * time.Second)
	rp.Key = &next
	tokens = rp.Refresh(tokens.Text("refresh_token"))
	require.Equal(t, http.StatusOK, tokens.Status, "the suite: refresh-token-rp-key-rotation: %s", tokens.Raw)
	rp.Key = &old
	got := rp.Refresh(tokens.Text("refresh_token"))
	require.Equal(t, "invalid_client", got.Text("error"))
	require.Equal(t, oauth.ClientAssertionKey, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
	require.Equal(t, 2, published.Fetches(), "asked again a moment ago")
}
