package clientauth_test

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/proof"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/keytest"
	"alias.example/alias/backend/internal/testkit/pgtest"
)

const (
	base       = "https://id.test"
	mtls       = "https://mtls.id.test"
	tokenPath  = "/oauth2/token"
	parPath    = "/oauth2/par"
	revokePath = "/oauth2/revoke"
)

// clients is a directory of clients, by the name they go by.
type clients map[string]client.Client

func (c clients) Client(_ context.Context, iss issuer.Issuer, name string) (client.Client, error) {
	found, ok := c[name]
	if !ok || found.Tenant != iss.Tenant.ID {
		return client.Client{}, client.ErrNotFound
	}
	return found, nil
}

type bench struct {
	t         *testing.T
	clock     *clock.Fake
	db        *postgres.DB
	trips     *postgres.Trips
	clients   clients
	iss       issuer.Issuer
	key       keytest.Key
	authority keytest.Authority
	auth      *clientauth.Authenticator
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, clock: clock.NewFake(time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC)), clients: clients{}, key: keytest.New(t, jose.ES256), trips: &postgres.Trips{}}
	pg := pgtest.New(t)
	var err error
	b.db, err = postgres.Open(t.Context(), pg.AppDSN, postgres.WithTracer(b.trips))
	require.NoError(t, err)
	t.Cleanup(b.db.Close)
	b.iss = issuer.Issuer{Tenant: tenant.Tenant{ID: id.NewTenant()}, URL: base + "/t/lantern"}
	b.authority = keytest.NewAuthority(t, b.clock.Now())
	b.auth = b.replica()
	return b
}

// replica is an authenticator of another process of the same deployment.
func (b *bench) replica() *clientauth.Authenticator {
	b.t.Helper()
	master, err := secret.NewMaster([]byte(strings.Repeat("k", 32)))
	require.NoError(b.t, err)
	at := proof.Addresses{Base: base, MTLS: mtls}
	return clientauth.New(clientauth.Parts{
		Clients: b.clients, Keys: clientkeys.New(outbound.New(outbound.Options{}), b.clock), Proofs: proof.New(at, b.clock, master), DB: b.db, Clock: b.clock, Addresses: at, TokenPath: tokenPath,
	})
}

// in is the same bench for a subtest.
func (b *bench) in(t *testing.T) *bench {
	t.Helper()
	c := *b
	c.t = t
	return &c
}

// client registers a client whose key is the bench's.
func (b *bench) client(change ...func(*client.Client)) client.Client {
	c := client.Client{Tenant: b.iss.Tenant.ID, ID: id.NewClient(), Type: client.Confidential}
	c.AuthMethod, c.JWKS = oauth.AuthPrivateKeyJWT, keytest.Set(b.key)
	for _, f := range change {
		f(&c)
	}
	b.clients[c.WireID()] = c
	return c
}

func fapi(c *client.Client) { c.Profile = client.ProfileFAPI2 }

func by(method string) func(*client.Client) {
	return func(c *client.Client) { c.AuthMethod = method }
}

// sent is a request to an endpoint of the issuer.
type sent struct {
	path   string
	form   url.Values
	cert   *x509.Certificate
	proofs []string
}

// ask has the whole of the server's threshold in front of Client or Sender.
func (b *bench) ask(s sent, sender bool, auth ...*clientauth.Authenticator) (clientauth.Authenticated, http.Header, error) {
	b.t.Helper()
	if s.path == "" {
		s.path = tokenPath
	}
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, b.iss.URL+s.path, nil)
	r.RemoteAddr = "10.0.0.1:4000"
	for _, p := range s.proofs {
		r.Header.Add("DPoP", p)
	}
	if s.cert != nil {
		r.Header.Set("Client-Cert", keytest.Passed(s.cert))
	}
	u, err := url.Parse(base)
	require.NoError(b.t, err)
	params, err := oauth.ParseParams(s.form.Encode())
	require.NoError(b.t, err)
	a := b.auth
	if len(auth) > 0 {
		a = auth[0]
	}
	var who clientauth.Authenticated
	w := httptest.NewRecorder()
	httpx.Chain(httpx.Options{
		BaseURL: u, Log: slog.New(slog.DiscardHandler), Clock: b.clock, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
		ClientCertHeader: "Client-Cert", ClientCAs: b.authority.Pool(),
	})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if sender {
			who, err = a.Sender(w, r, b.iss, params)
		} else {
			who, err = a.Client(r, b.iss, params)
		}
	})).ServeHTTP(w, r)
	return who, w.Header(), err
}

// asserts is a form that authenticates by an assertion.
func asserts(assertion string, pairs ...string) url.Values {
	v := url.Values{"client_assertion": {assertion}, "client_assertion_type": {assertionType}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// assertion is a sound one for a client, with its claims changed.
func (b *bench) assertion(c client.Client, changes ...keytest.Members) string {
	b.t.Helper()
	return b.key.Assertion(c.WireID(), b.iss.URL, b.clock.Now(), changes...)
}

func (b *bench) refused(err error, reason oauth.Reason) oauth.Error {
	b.t.Helper()
	require.Error(b.t, err)
	e := oauth.AsError(err)
	require.Equal(b.t, reason, e.Reason)
	return *e
}
