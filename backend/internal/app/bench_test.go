package app_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"alias.example/alias/backend/internal/testkit/apptest"
)

// Each benchmark is one request through the whole server, without a socket, on a
// real PostgreSQL; the round trips it makes are printed beside the time.

func BenchmarkDiscovery(b *testing.B) {
	s := apptest.New(b)
	at := s.Service("lantern")
	answering(b, s, http.StatusOK, func() *http.Request { return get(at.Issuer+"/.well-known/openid-configuration", "") })
}

func BenchmarkKeys(b *testing.B) {
	s := apptest.New(b)
	at := s.Service("lantern")
	answering(b, s, http.StatusOK, func() *http.Request { return get(at.Issuer+"/.well-known/jwks.json", "") })
}

func BenchmarkAuthorizeWithSessionAndConsent(b *testing.B) {
	s := apptest.New(b)
	at := s.Service("lantern")
	rp, who := s.RP(at), s.Browser()
	rp.Code(who, s.Person("Mira"))
	cookie := who.CookieHeader()
	answering(b, s, http.StatusSeeOther, func() *http.Request {
		r := get(rp.AuthorizeURL(), "")
		r.Header.Set("Cookie", cookie)
		return r
	})
}

func BenchmarkUserinfo(b *testing.B) {
	s := apptest.New(b)
	at := s.Service("lantern")
	rp := s.RP(at)
	token := rp.Redeem(rp.Code(s.Browser(), s.Person("Mira"))).Text("access_token")
	answering(b, s, http.StatusOK, func() *http.Request { return get(at.Issuer+"/oidc/userinfo", token) })
}

// Refreshing is one transaction and one RS256 signature.
func BenchmarkRefresh(b *testing.B) {
	s := apptest.New(b)
	at := s.Service("lantern")
	rp := s.RP(at)
	token := rp.Redeem(rp.Code(s.Browser(), s.Person("Mira"))).Text("refresh_token")
	s.Trips.Reset()
	b.ResetTimer()
	for range b.N {
		form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
		r := httptest.NewRequest(http.MethodPost, at.Issuer+"/oauth2/token", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.SetBasicAuth(at.Client.ID.String(), at.Secret)
		w := httptest.NewRecorder()
		s.Handler.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatalf("%d %s", w.Code, w.Body)
		}
		_, rest, _ := strings.Cut(w.Body.String(), `"refresh_token":"`)
		token, _, _ = strings.Cut(rest, `"`)
	}
	report(b, s)
}

func get(address, bearer string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, address, nil)
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	return r
}

func answering(b *testing.B, s *apptest.Server, status int, request func() *http.Request) {
	b.Helper()
	s.Handler.ServeHTTP(httptest.NewRecorder(), request()) // warm
	s.Trips.Reset()
	b.ResetTimer()
	for range b.N {
		w := httptest.NewRecorder()
		s.Handler.ServeHTTP(w, request())
		if w.Code != status {
			body, _ := io.ReadAll(w.Body)
			b.Fatalf("%d %s", w.Code, body)
		}
	}
	report(b, s)
}

// report prints the round trips of one request. Attempts are written beside the
// requests, in batches, and count too.
func report(b *testing.B, s *apptest.Server) {
	b.Helper()
	trips, _ := s.Trips.Count()
	b.ReportMetric(float64(trips)/float64(b.N), "trips/op")
}
