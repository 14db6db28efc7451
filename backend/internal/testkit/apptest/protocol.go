package apptest

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/id"
)

// In is the same server for a subtest, which then fails by itself.
func (s *Server) In(t *testing.T) *Server {
	t.Helper()
	c := *s
	c.T = t
	return &c
}

// In is the same relying party for a subtest.
func (rp *RP) In(t *testing.T) *RP {
	t.Helper()
	c := *rp
	c.s = rp.s.In(t)
	return &c
}

// Tab opens another tab of the same browser, for a test or a subtest: it shares
// the cookies, and looks at a page of its own.
func (b *Browser) Tab(t *testing.T) *Browser {
	t.Helper()
	return &Browser{s: b.s.In(t), http: b.http}
}

// Copy is a second browser with the cookies this one has now: what a browser was
// before something happened to it.
func (b *Browser) Copy() *Browser {
	b.s.T.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(b.s.T, err)
	at, err := url.Parse(b.s.URL)
	require.NoError(b.s.T, err)
	jar.SetCookies(at, b.http.Jar.Cookies(at))
	return &Browser{s: b.s, http: &http.Client{Jar: jar, CheckRedirect: b.http.CheckRedirect}}
}

// Signed opens a browser in which somebody is signed in.
func (s *Server) Signed(addresses ...string) *Browser {
	s.T.Helper()
	b := s.Browser()
	for _, a := range addresses {
		b.Open("/login?return_to=/home&another=1").SignIn(a)
		require.Equal(s.T, "/home", b.URL.Path, b.Body)
	}
	return b
}

// Client registers another client at a service, and answers the service as that
// client sees it.
func (s *Server) Client(at Service, change ...func(*manage.NewClient)) Service {
	s.T.Helper()
	n := manage.NewClient{Type: client.Confidential, Name: "Another client of " + at.Tenant.Slug, RedirectURIs: []string{at.Redirect}}
	for _, c := range change {
		c(&n)
	}
	c, raw, err := s.Clients.Create(s.T.Context(), at.Owner, at.Tenant.Slug, n)
	require.NoError(s.T, err)
	at.Client, at.Secret, at.Redirect = c, raw.Reveal(), c.RedirectURIs[0]
	return at
}

// Change changes a client's settings.
func (s *Server) Change(at Service, change manage.ClientChange) {
	s.T.Helper()
	_, err := s.Clients.Update(s.T.Context(), at.Owner, at.Tenant.Slug, at.Client.ID, change, nil)
	require.NoError(s.T, err)
}

// Exec changes what is stored, past every wall, as no use case would.
func (s *Server) Exec(sql string, args ...any) {
	s.T.Helper()
	c := s.owner()
	_, err := c.Exec(s.T.Context(), sql, args...)
	require.NoError(s.T, err)
	require.NoError(s.T, c.Close(s.T.Context()))
}

// Caused lists the attempts that one answer left at a tenant, newest first.
func (s *Server) Caused(t id.Tenant, h http.Header) []attempt.Attempt {
	s.T.Helper()
	correlation := h.Get(httpx.CorrelationHeader)
	require.NotEmpty(s.T, correlation)
	s.Recorder.Flush(s.T.Context())
	list, err := attempt.List(s.T.Context(), s.DB.PeekTenant(t), id.Attempt{}, attempt.Filter{CorrelationID: correlation}, 10)
	require.NoError(s.T, err)
	return list
}

// OneRefusal demands that an answer left exactly one attempt, refused, and
// answers it.
func (s *Server) OneRefusal(t id.Tenant, h http.Header) attempt.Attempt {
	s.T.Helper()
	list := s.Caused(t, h)
	require.Len(s.T, list, 1)
	require.Equal(s.T, attempt.Refused, list[0].Outcome)
	return list[0]
}

// RoundTrips demands that do costs at most a number of round trips to the
// database. The server writes in the background too, so do runs three times and
// the cheapest counts.
func (s *Server) RoundTrips(most int, do func()) {
	s.T.Helper()
	least, said := 1<<30, []string(nil)
	for range 3 {
		s.Recorder.Flush(s.T.Context())
		s.Trips.Reset()
		do()
		n, statements := s.Trips.Count()
		if n < least {
			least, said = n, slices.Clone(statements)
		}
	}
	require.LessOrEqual(s.T, least, most, "round trips:\n%s", strings.Join(said, "\n--\n"))
}

// Send sends a request with a form body.
func (s *Server) Send(method, address string, form url.Values, header ...string) Answer {
	s.T.Helper()
	return s.SendRaw(method, address, form.Encode(), append([]string{"Content-Type", "application/x-www-form-urlencoded"}, header...)...)
}

// SendRaw sends a request with any body; header is pairs of name and value.
func (s *Server) SendRaw(method, address, body string, header ...string) Answer {
	s.T.Helper()
	r, err := http.NewRequestWithContext(s.T.Context(), method, address, strings.NewReader(body))
	require.NoError(s.T, err)
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
			continue
		}
		r.Header.Add(header[i], header[i+1])
	}
	return s.Do(r)
}

// Location is where an answer leads.
func (a Answer) Location(t *testing.T) *url.URL {
	t.Helper()
	require.Equal(t, http.StatusSeeOther, a.Status, a.Raw)
	u, err := url.Parse(a.Header.Get("Location"))
	require.NoError(t, err)
	return u
}

// Tokens signs somebody in and answers what the code bought.
func (rp *RP) Tokens(b *Browser, address string, pairs ...string) Answer {
	rp.s.T.Helper()
	a := rp.Redeem(rp.Code(b, address, pairs...))
	require.Equal(rp.s.T, http.StatusOK, a.Status, a.Raw)
	return a
}
