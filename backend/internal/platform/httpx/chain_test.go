package httpx_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/httpx"
)

type bundle struct {
	log   *bytes.Buffer
	clock *clock.Fake
	opts  httpx.Options
}

func setup(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{log: &bytes.Buffer{}, clock: clock.NewFake(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC))}
	base, err := url.Parse("http://localhost:8080")
	require.NoError(t, err)
	b.opts = httpx.Options{BaseURL: base, Clock: b.clock, Log: slog.New(httpx.CorrelatedLogs(slog.NewJSONHandler(b.log, nil)))}
	return b
}

func (b *bundle) serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	httpx.Chain(b.opts)(h).ServeHTTP(w, r)
	return w
}

// line is the log line with the given message; there must be exactly one.
func (b *bundle) line(t *testing.T, msg string) map[string]any {
	t.Helper()
	var found []map[string]any
	for raw := range strings.Lines(b.log.String()) {
		var l map[string]any
		require.NoError(t, json.Unmarshal([]byte(raw), &l))
		if l["msg"] == msg {
			found = append(found, l)
		}
	}
	require.Len(t, found, 1)
	return found[0]
}

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }

func TestEveryRequestGetsAFreshIDAndNoCallerChoosesIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	seen := map[string]bool{}
	for range 50 {
		var inside string
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set(httpx.CorrelationHeader, "chosen-by-the-caller")
		w := b.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { inside = httpx.CorrelationID(r.Context()) }), r)
		id := w.Header().Get(httpx.CorrelationHeader)
		require.Regexp(t, `^[0-9a-hjkmnp-tv-z]{16}$`, id)
		require.Equal(t, inside, id)
		require.False(t, seen[id])
		seen[id] = true
	}
	require.NotContains(t, b.log.String(), "chosen-by-the-caller")
	require.Empty(t, httpx.CorrelationID(t.Context()))
}

func TestOneLineSaysThePatternAndNeverTheURL(t *testing.T) {
	t.Parallel()
	b := setup(t)
	mux := chi.NewRouter()
	mux.Route("/t/{slug}", func(r chi.Router) {
		r.Post("/oauth2/token", func(w http.ResponseWriter, r *http.Request) {
			b.clock.Advance(12500 * time.Microsecond)
			httpx.Annotate(r.Context(), httpx.NoteReason, "code_unknown")
			httpx.Annotate(r.Context(), httpx.NoteReason, "code_spent")
			httpx.Annotate(r.Context(), httpx.NoteClient, "cli_1")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, "{}")
		})
	})
	w := b.serve(mux, httptest.NewRequest(http.MethodPost, "/t/acme/oauth2/token", nil))

	l := b.line(t, "request")
	require.Equal(t, "INFO", l["level"])
	require.Equal(t, "POST", l["method"])
	require.Equal(t, "/t/{slug}/oauth2/token", l["route"])
	require.InDelta(t, 400, l["status"], 0)
	require.InDelta(t, 2, l["bytes"], 0)
	require.InDelta(t, 12.5, l["duration_ms"], 0)
	require.Equal(t, "code_spent", l["reason"])
	require.Equal(t, "cli_1", l["client"])
	require.Equal(t, w.Header().Get(httpx.CorrelationHeader), l["correlation_id"])
	require.Equal(t, 1, strings.Count(b.log.String(), `"correlation_id"`))
}

func TestThePatternIsKnownUnderEveryWayOfRouting(t *testing.T) {
	t.Parallel()
	std := http.NewServeMux()
	std.HandleFunc("GET /s/{id}", ok)
	inside := func(b *bundle) http.Handler {
		mux := chi.NewRouter()
		mux.Use(httpx.Chain(b.opts))
		mux.Get("/c/{id}", ok)
		return mux
	}
	outside := func(h http.Handler) func(*bundle) http.Handler {
		return func(b *bundle) http.Handler { return httpx.Chain(b.opts)(h) }
	}
	for name, c := range map[string]struct {
		make         func(*bundle) http.Handler
		method, path string
		route        string
		wantMethod   string
	}{
		"chi, chain used inside": {inside, "GET", "/c/1", "/c/{id}", "GET"},
		"net/http":               {outside(std), "GET", "/s/1", "/s/{id}", "GET"},
		"nothing matched":        {outside(std), "GET", "/secret-path", "unmatched", "GET"},
		"a made-up method":       {outside(std), "SECRET", "/s/1", "unmatched", "other"},
		"no router at all":       {outside(http.HandlerFunc(ok)), "GET", "/secret-path", "unmatched", "GET"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			c.make(b).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(c.method, c.path, nil))
			l := b.line(t, "request")
			require.Equal(t, c.route, l["route"])
			require.Equal(t, c.wantMethod, l["method"])
			require.NotContains(t, strings.ToLower(b.log.String()), "secret")
		})
	}
}

func TestNothingACallerSendsReachesTheLog(t *testing.T) {
	t.Parallel()
	b := setup(t)
	mux := chi.NewRouter()
	mux.Post("/login", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		b.opts.Log.InfoContext(r.Context(), "signed in")
		if r.URL.Query().Get("boom") != "" {
			panic(errors.New("database said: canary-panic"))
		}
		http.SetCookie(w, &http.Cookie{Name: "alias_session", Value: "canary-set-cookie"})
	})
	for _, target := range []string{
		"/login?code=canary-code&state=canary-state",
		"/login?boom=canary-boom",
		"/canary-path?email=canary@example.test",
	} {
		r := httptest.NewRequest(http.MethodPost, target, strings.NewReader("password=canary-password"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Authorization", "Bearer canary-token")
		r.Header.Set("Cookie", "alias_session=canary-cookie")
		r.Header.Set("User-Agent", "canary-agent")
		r.Header.Set("Referer", "https://canary.example/?code=x")
		r.Header.Set("X-Forwarded-For", "203.0.113.77")
		r.Host = "canary-host.example"
		r.RemoteAddr = "198.51.100.88:4444"
		b.serve(mux, r)
	}
	require.Equal(t, 3, strings.Count(b.log.String(), `"msg":"request"`))
	for _, leak := range []string{"canary", "203.0.113", "198.51.100", "alias_session"} {
		require.NotContains(t, b.log.String(), leak)
	}
}

func TestAPanicIsAnsweredWithoutItsCause(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "half=done")
		w.Header().Set("ETag", `"x"`)
		panic("secret cause")
	}), httptest.NewRequest(http.MethodGet, "/", nil))

	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.NotContains(t, w.Body.String(), "cause")
	require.Contains(t, w.Body.String(), w.Header().Get(httpx.CorrelationHeader))
	require.Empty(t, w.Header().Get("Set-Cookie"))
	require.Empty(t, w.Header().Get("ETag"))
	require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))

	p := b.line(t, "panic")
	require.Equal(t, "string", p["kind"])
	at, err := json.Marshal(p["at"])
	require.NoError(t, err)
	require.Contains(t, string(at), "TestAPanicIsAnsweredWithoutItsCause")
	require.Equal(t, w.Header().Get(httpx.CorrelationHeader), p["correlation_id"])
	l := b.line(t, "request")
	require.Equal(t, "ERROR", l["level"])
	require.InDelta(t, 500, l["status"], 0)
	require.NotContains(t, b.log.String(), "secret cause")
}

func TestAPanicOfTheRuntimeSaysWhichOne(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.serve(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		var missing *bundle
		_ = missing.log
	}), httptest.NewRequest(http.MethodGet, "/", nil))
	require.Contains(t, b.line(t, "panic")["kind"], "nil pointer dereference")
}

func TestTheDoorWritesTheRefusal(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.opts.Refuse = func(w http.ResponseWriter, r *http.Request, status int) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "our page "+httpx.CorrelationID(r.Context()))
	}
	w := b.serve(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("x") }), httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, 500, w.Code)
	require.Equal(t, "our page "+w.Header().Get(httpx.CorrelationHeader), w.Body.String())
}

func TestAPanicHalfWayCutsTheConnection(t *testing.T) {
	t.Parallel()
	b := setup(t)
	srv := httptest.NewServer(httpx.Chain(b.opts)(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half an answer")
		_ = http.NewResponseController(w).Flush()
		panic("x")
	})))
	t.Cleanup(srv.Close)
	res, err := srv.Client().Get(srv.URL)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.Error(t, err, "a cut answer must not look complete")
	require.Equal(t, "half an answer", string(body))
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.Handler{
		"ok":        http.HandlerFunc(ok),
		"not found": http.NotFoundHandler(),
		"panic":     http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("x") }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			got := b.serve(h, httptest.NewRequest(http.MethodGet, "/", nil)).Header()
			require.Equal(t, "nosniff", got.Get("X-Content-Type-Options"))
			require.Equal(t, "no-referrer", got.Get("Referrer-Policy"))
			require.Equal(t, "same-origin", got.Get("Cross-Origin-Opener-Policy"))
			require.Equal(t, "DENY", got.Get("X-Frame-Options"))
			require.Contains(t, got.Get("Content-Security-Policy"), "frame-ancestors 'none'")
			require.Contains(t, got.Get("Permissions-Policy"), "camera=()")
			require.Empty(t, got.Get("Strict-Transport-Security"), "plain http must not promise https")

			b.opts.BaseURL = &url.URL{Scheme: "https", Host: "id.example"}
			got = b.serve(h, httptest.NewRequest(http.MethodGet, "/", nil)).Header()
			require.Equal(t, "max-age=63072000", got.Get("Strict-Transport-Security"))
		})
	}
}

func TestAPopUpMayKeepItsOpener(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.serve(httpx.AllowOpener(http.HandlerFunc(ok)), httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, "unsafe-none", w.Header().Get("Cross-Origin-Opener-Policy"))
	require.Equal(t, "DENY", w.Header().Get("X-Frame-Options"))
}

func TestTheHostACallerClaimsIsForgotten(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Host = "evil.example"
	r.Header.Set("X-Forwarded-Host", "evil.example")
	var host string
	b.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { host = r.Host }), r)
	require.Equal(t, "localhost:8080", host)
}

func TestABodyHasALimit(t *testing.T) {
	t.Parallel()
	read := func(seen *error) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, *seen = io.ReadAll(r.Body) })
	}
	t.Run("announced", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.opts.MaxBody = 10
		called := false
		w := b.serve(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { called = true }),
			httptest.NewRequest(http.MethodPost, "/", strings.NewReader("12345678901")))
		require.False(t, called)
		require.Equal(t, http.StatusRequestEntityTooLarge, w.Code)
		require.InDelta(t, 413, b.line(t, "request")["status"], 0)
	})
	t.Run("not announced", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.opts.MaxBody = 10
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("12345678901"))
		r.ContentLength = -1
		var seen error
		b.serve(read(&seen), r)
		var tooBig *http.MaxBytesError
		require.ErrorAs(t, seen, &tooBig)
	})
	t.Run("exactly at it", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.opts.MaxBody = 10
		var seen error
		b.serve(read(&seen), httptest.NewRequest(http.MethodPost, "/", strings.NewReader("1234567890")))
		require.NoError(t, seen)
	})
	t.Run("a route asks for less", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		w := b.serve(httpx.MaxBytes(3, nil)(http.HandlerFunc(ok)), httptest.NewRequest(http.MethodPost, "/", strings.NewReader("1234")))
		require.Equal(t, http.StatusRequestEntityTooLarge, w.Code)
	})
	t.Run("the default", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		w := b.serve(http.HandlerFunc(ok), httptest.NewRequest(http.MethodPost, "/", strings.NewReader(strings.Repeat("x", httpx.DefaultMaxBody+1))))
		require.Equal(t, http.StatusRequestEntityTooLarge, w.Code)
	})
}

func TestOnlyTrustedProxiesSayWhoIsCalling(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for name, c := range map[string]struct {
		peer      string
		forwarded []string
		trusted   []netip.Prefix
		want      string
		network   string
	}{
		"a direct caller":                          {"198.51.100.7:1", nil, nil, "198.51.100.7", "198.51.100.0/24"},
		"a stranger's header is ignored":           {"198.51.100.7:1", []string{"1.1.1.1"}, proxies, "198.51.100.7", "198.51.100.0/24"},
		"no proxies configured, header ignored":    {"10.0.0.1:1", []string{"1.1.1.1"}, nil, "10.0.0.1", "10.0.0.0/24"},
		"one proxy":                                {"10.0.0.1:1", []string{"203.0.113.9"}, proxies, "203.0.113.9", "203.0.113.0/24"},
		"the caller prepended a lie":               {"10.0.0.1:1", []string{"1.1.1.1, 203.0.113.9"}, proxies, "203.0.113.9", "203.0.113.0/24"},
		"the caller sent a header of its own":      {"10.0.0.1:1", []string{"1.1.1.1", "203.0.113.9"}, proxies, "203.0.113.9", "203.0.113.0/24"},
		"two proxies":                              {"10.0.0.1:1", []string{"1.1.1.1, 203.0.113.9, 10.0.0.2"}, proxies, "203.0.113.9", "203.0.113.0/24"},
		"the caller pretends to be a proxy":        {"10.0.0.1:1", []string{"10.9.9.9, 203.0.113.9"}, proxies, "203.0.113.9", "203.0.113.0/24"},
		"nonsense stops the walk":                  {"10.0.0.1:1", []string{"1.1.1.1, unknown"}, proxies, "10.0.0.1", "10.0.0.0/24"},
		"a trusted proxy without a header":         {"10.0.0.1:1", nil, proxies, "10.0.0.1", "10.0.0.0/24"},
		"an address with a port":                   {"10.0.0.1:1", []string{"203.0.113.9:555"}, proxies, "203.0.113.9", "203.0.113.0/24"},
		"IPv6":                                     {"[fd00::1]:1", []string{"2001:db8:1:2:3:4:5:6"}, proxies, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		"IPv6 in brackets":                         {"[fd00::1]:1", []string{"[2001:db8:1:2:3:4:5:6]:99"}, proxies, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
		"IPv4 inside IPv6 is IPv4":                 {"[::ffff:10.0.0.1]:1", []string{"::ffff:203.0.113.9"}, proxies, "203.0.113.9", "203.0.113.0/24"},
		"a chain longer than any honest one stops": {"10.0.0.1:1", []string{"1.1.1.1" + strings.Repeat(", 10.0.0.3", 40)}, proxies, "10.0.0.3", "10.0.0.0/24"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.opts.TrustedProxies = c.trusted
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.RemoteAddr = c.peer
			r.Header["X-Forwarded-For"] = c.forwarded
			var ip, network string
			b.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				ip, network = httpx.ClientIP(r.Context()).String(), httpx.ClientNetwork(r.Context()).String()
			}), r)
			require.Equal(t, c.want, ip)
			require.Equal(t, c.network, network)
		})
	}
	require.False(t, httpx.ClientIP(t.Context()).IsValid())
	require.False(t, httpx.ClientNetwork(t.Context()).IsValid())
}

func FuzzClientIP(f *testing.F) {
	f.Add("1.1.1.1, 203.0.113.9")
	f.Add("[2001:db8::1]:99,,")
	f.Fuzz(func(t *testing.T, header string) {
		b := setup(t)
		b.opts.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = "10.0.0.1:1"
		r.Header["X-Forwarded-For"] = []string{header}
		b.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if !httpx.ClientIP(r.Context()).IsValid() {
				t.Error("no client address")
			}
		}), r)
	})
}

func TestLogLinesOfBusinessCodeAreCorrelatedWhateverTheLogger(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := slog.New(httpx.CorrelatedLogs(slog.NewJSONHandler(&out, nil))).With("part", "worker")
	log.InfoContext(httpx.WithCorrelationID(t.Context(), "abc"), "one")
	log.InfoContext(t.Context(), "two")
	require.Equal(t, 1, strings.Count(out.String(), `"correlation_id":"abc"`))
	require.Equal(t, 2, strings.Count(out.String(), `"part":"worker"`))

	httpx.Annotate(t.Context(), httpx.NoteReason, "outside of a request this does nothing")
}

func TestTheLineIsCorrelatedUnderAnyLogger(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.opts.Log = slog.New(slog.NewJSONHandler(b.log, nil))
	w := b.serve(http.HandlerFunc(ok), httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, w.Header().Get(httpx.CorrelationHeader), b.line(t, "request")["correlation_id"])
}
