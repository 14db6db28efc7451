package token_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
)

const bearerGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer"

// builds is an issuer that vouches for workloads, such as a build server.
type builds struct {
	url     string
	key     keytest.Key
	fetched atomic.Int32 // how often its metadata were asked for
	says    atomic.Pointer[string]
}

func newBuilds(t *testing.T, key keytest.Key) *builds {
	t.Helper()
	b := &builds{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		b.fetched.Add(1)
		issuer := b.url
		if other := b.says.Load(); other != nil {
			issuer = *other
		}
		_, _ = w.Write([]byte(`{"issuer":"` + issuer + `","jwks_uri":"` + b.url + `/keys"}`))
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(keytest.Set(key)) })
	server := httptest.NewTLSServer(mux)
	t.Cleanup(server.Close)
	b.url = server.URL
	return b
}

const subject = "repo:lantern/app:ref:refs/heads/main"

// vouch is an assertion of the issuer, with claims changed.
func (b *builds) vouch(s *apptest.Server, audience string, changes ...keytest.Members) string {
	now := s.Clock.Now()
	claims := keytest.Members{"iss": b.url, "sub": subject, "aud": audience, "jti": "job-1", "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	for _, c := range changes {
		for name, v := range c {
			if claims[name] = v; v == nil {
				delete(claims, name)
			}
		}
	}
	return b.key.JWT(claims)
}

// workload adds a client that a workload may act as.
func workload(s *apptest.Server, at apptest.Service, trusted ...client.FederatedCredential) apptest.Service {
	s.T.Helper()
	return s.Client(at, func(n *manage.NewClient) {
		n.Type, n.GrantTypes, n.Scopes, n.FederatedCredentials = client.Public, []oauth.GrantType{oauth.JWTBearer}, []string{"orders:read"}, trusted
	})
}

func vouching(s *apptest.Server, at apptest.Service, assertion string, pairs ...string) apptest.Answer {
	s.T.Helper()
	form := url.Values{"grant_type": {bearerGrant}, "assertion": {assertion}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return s.RP(at).Token(form)
}

func TestP37AWorkloadActsAsItsClient(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	b := newBuilds(t, keytest.New(t, jose.ES256))
	w := workload(s, at, client.FederatedCredential{Issuer: b.url, Subject: "repo:lantern/*"})

	got := succeeded(t, vouching(s, w, b.vouch(s, at.Issuer), "resource", orders))
	_, claims := published(s, at, got.Text("access_token"))
	require.Equal(t, w.Client.ID.String(), claims["sub"], "it acts as the client")
	require.Equal(t, "orders:read", got.Text("scope"))
	require.NotContains(t, got.JSON, "refresh_token")
	require.NotContains(t, got.JSON, "id_token")

	refused(s, at, vouching(s, w, b.vouch(s, at.Issuer), "resource", orders), 400, "invalid_grant", oauth.AssertionReplayed)
	refused(s, at, vouching(s, w, b.vouch(s, at.Issuer, keytest.Members{"jti": "job-2"}), "scope", "openid"), 400, "invalid_scope", oauth.ScopeOfPerson)
	refused(s, at, vouching(s, w, b.vouch(s, at.Issuer, keytest.Members{"jti": "job-2"}), "scope", "orders:write"), 400, "invalid_scope", oauth.ScopeNotAllowed)
	succeeded(t, vouching(s, w, b.vouch(s, at.Issuer, keytest.Members{"jti": "job-2"}))) // and the refusals used nothing up
	succeeded(t, vouching(s, w, b.vouch(s, at.Issuer, keytest.Members{"jti": nil})))
	succeeded(t, vouching(s, w, b.vouch(s, at.Issuer, keytest.Members{"jti": nil}))) // without a name there is nothing to remember
	require.EqualValues(t, 1, b.fetched.Load(), "the keys are kept")
	s.RoundTrips(4, func() { succeeded(t, vouching(s, w, b.vouch(s, at.Issuer, keytest.Members{"jti": rand.Text()}))) })
}

func TestRFC7523WhichAssertionsAreBelieved(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, elsewhere := s.Service("lantern"), s.Service("harbor")
	withResources(s, at)
	key := keytest.New(t, jose.ES256)
	b, stranger := newBuilds(t, key), newBuilds(t, keytest.New(t, jose.ES256))
	w := workload(s, at, client.FederatedCredential{Issuer: b.url, Subject: subject, JWKSURI: b.url + "/keys"})
	prefix := workload(s, at, client.FederatedCredential{Issuer: b.url, Subject: "repo:lantern/*", JWKSURI: b.url + "/keys"})
	audience := workload(s, at, client.FederatedCredential{Issuer: b.url, Subject: subject, JWKSURI: b.url + "/keys", Audience: "https://audience.test"})
	closed := workload(s, at, client.FederatedCredential{Issuer: b.url, Subject: subject, JWKSURI: "https://127.0.0.1:1/keys"})
	stolen := &builds{url: b.url, key: stranger.key}
	m := func(name string, v any) keytest.Members { return keytest.Members{name: v} }
	in := func(d time.Duration) int64 { return s.Clock.Now().Add(d).Unix() }
	for _, c := range []struct {
		why       string
		by        apptest.Service
		assertion string
		reason    oauth.Reason
	}{
		{"aud is the issuer", w, b.vouch(s, at.Issuer, m("jti", "a")), ""},
		{"aud is the token endpoint", w, b.vouch(s, at.Issuer+"/oauth2/token", m("jti", "b")), ""},
		{"aud has it among others", w, b.vouch(s, "", m("aud", []string{"https://other.test", at.Issuer}), m("jti", "c")), ""},
		{"the configured audience", audience, b.vouch(s, "https://audience.test", m("jti", "d")), ""},
		{"a subject by its prefix", prefix, b.vouch(s, at.Issuer, m("sub", "repo:lantern/other"), m("jti", "e")), ""},
		{"a clock that is off by half a minute", w, b.vouch(s, at.Issuer, m("iat", in(29*time.Second)), m("nbf", in(29*time.Second)), m("jti", "f")), ""},

		{"another audience", w, b.vouch(s, "https://other.test"), oauth.AssertionAudience},
		{"the issuer, where another audience is configured", audience, b.vouch(s, at.Issuer), oauth.AssertionAudience},
		{"SEC-60: another tenant", w, b.vouch(s, elsewhere.Issuer), oauth.AssertionAudience},
		{"the issuer with a slash", w, b.vouch(s, at.Issuer+"/"), oauth.AssertionAudience},
		{"another subject", w, b.vouch(s, at.Issuer, m("sub", "repo:lantern/other")), oauth.AssertionUntrusted},
		{"a longer subject, where it is exact", w, b.vouch(s, at.Issuer, m("sub", subject+"2")), oauth.AssertionUntrusted},
		{"a subject beside the prefix", prefix, b.vouch(s, at.Issuer, m("sub", "repo:lantern-evil/app")), oauth.AssertionUntrusted},
		{"a star in the subject", w, b.vouch(s, at.Issuer, m("sub", "*")), oauth.AssertionUntrusted},
		{"no subject", w, b.vouch(s, at.Issuer, m("sub", nil)), oauth.AssertionUntrusted},
		{"another issuer", w, b.vouch(s, at.Issuer, m("iss", stranger.url)), oauth.AssertionUntrusted},
		{"the issuer with a slash", w, b.vouch(s, at.Issuer, m("iss", b.url+"/")), oauth.AssertionUntrusted},
		{"no issuer", w, b.vouch(s, at.Issuer, m("iss", nil)), oauth.AssertionUntrusted},
		{"another's key", w, stolen.vouch(s, at.Issuer), oauth.AssertionSignature},
		{"RFC 8725 3.2: alg none", w, key.JWT(keytest.Members{"iss": b.url, "sub": subject, "aud": at.Issuer, "exp": in(time.Minute)}, keytest.Members{"alg": "none"}), oauth.AssertionMalformed},
		{"RFC 8725 2.1: HS256", w, key.JWT(keytest.Members{"iss": b.url, "sub": subject, "aud": at.Issuer, "exp": in(time.Minute)}, keytest.Members{"alg": "HS256"}), oauth.AssertionSignature},
		{"keys that cannot be had", closed, b.vouch(s, at.Issuer), oauth.AssertionKeys},
		{"no exp", w, b.vouch(s, at.Issuer, m("exp", nil)), oauth.AssertionTime},
		{"expired", w, b.vouch(s, at.Issuer, m("exp", in(-30*time.Second))), oauth.AssertionTime},
		{"for more than an hour", w, b.vouch(s, at.Issuer, m("exp", in(time.Hour+31*time.Second))), oauth.AssertionTime},
		{"from the future", w, b.vouch(s, at.Issuer, m("iat", in(31*time.Second))), oauth.AssertionTime},
		{"not yet valid", w, b.vouch(s, at.Issuer, m("nbf", in(31*time.Second))), oauth.AssertionTime},
		{"SEC-58: a claim twice", w, key.SignRaw([]byte(`{"alg":"ES256","kid":"`+key.KID()+`"}`), []byte(`{"iss":"`+b.url+`","ISS":"x","sub":"`+subject+`","exp":1}`)), oauth.AssertionMalformed},
		{"nothing like a JWT", w, "x", oauth.AssertionMalformed},
		{"five parts", w, "a.b.c.d.e", oauth.AssertionMalformed},
		{"a huge one", w, strings.Repeat("A", 16000) + ".e30.AAAA", oauth.AssertionMalformed},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			got := vouching(s, c.by, c.assertion)
			if c.reason == "" {
				succeeded(t, got)
				return
			}
			refused(s, at, got, 400, "invalid_grant", c.reason)
			a := s.OneRefusal(at.Tenant.ID, got.Header)
			require.NotContains(t, a.Received+a.Expected, c.assertion+".", "never the assertion")
		})
	}
	refused(s, at, vouching(s, w, ""), 400, "invalid_request", oauth.AssertionMissing)
	refused(s, at, vouching(s, at, b.vouch(s, at.Issuer)), 400, "unauthorized_client", oauth.GrantTypeNotAllowed)
}

func TestMetadataThatNameAnotherIssuer(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	b := newBuilds(t, keytest.New(t, jose.ES256))
	other := "https://other.test"
	b.says.Store(&other)
	w := workload(s, at, client.FederatedCredential{Issuer: b.url, Subject: subject})
	refused(s, at, vouching(s, w, b.vouch(s, at.Issuer)), 400, "invalid_grant", oauth.AssertionKeys) // OIDC Discovery 4.3
}

func TestOneAssertionIsUsedOnce(t *testing.T) {
	t.Parallel()
	one := apptest.New(t)
	here := one.Service("lantern")
	withResources(one, here)
	b := newBuilds(t, keytest.New(t, jose.ES256))
	w := workload(one, here, client.FederatedCredential{Issuer: b.url, Subject: subject})
	two := apptest.Replica(t, one.PG)
	assertion := b.vouch(one, here.Issuer, keytest.Members{"aud": []string{here.Issuer, two.Issuer("lantern")}})
	servers := []*apptest.Server{one, two}
	there := w
	there.Issuer = two.Issuer("lantern")
	services := []apptest.Service{w, there}
	require.Len(t, ok(together(20, func(i int) apptest.Answer { return vouching(servers[i%2], services[i%2], assertion) })), 1, "RFC 7523 3: of twenty, on two servers")
}
