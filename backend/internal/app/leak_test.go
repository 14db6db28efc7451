package app_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/docs"
	"alias.example/alias/backend/internal/hosted"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// door is one route of the server, from whoever lists it.
type door struct {
	method, path string
	kind         kind
}

type kind int

const (
	page     kind = iota // a hosted page
	api                  // the management API
	protocol             // an issuer's endpoint
	other
)

// doors are all routes: the hosted pages as they are mounted, the API and the
// issuer as they are documented, and the few that the roof has itself.
func doors(t *testing.T) []door {
	t.Helper()
	var all []door
	renderer, err := hosted.New()
	require.NoError(t, err)
	pages := chi.NewRouter()
	hosted.NewDoor(hosted.Parts{Renderer: renderer, Mailbox: mail.NewSink(clock.System(), secret.NewSource(nil))}).Routes(pages)
	require.NoError(t, chi.Walk(pages, func(method, path string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if strings.HasPrefix(path, "/assets/") {
			method = http.MethodGet
		}
		if d := (door{method, path, page}); !slices.Contains(all, d) {
			all = append(all, d)
		}
		return nil
	}))
	for k, doc := range map[kind]*huma.OpenAPI{api: manageapi.Describe(), protocol: docs.Issuer()} {
		for path, item := range doc.Paths {
			for method, op := range map[string]*huma.Operation{
				http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete, http.MethodPut: item.Put,
			} {
				if op == nil {
					continue
				}
				if k == api {
					path = manageapi.Prefix + strings.TrimPrefix(path, manageapi.Prefix)
				} else {
					path = strings.Replace(path, "/t/{slug}", "/t/{tenant}", 1)
				}
				all = append(all, door{method, path, k})
			}
		}
	}
	for _, path := range []string{
		"/", "/new", "/w/lantern/clients", "/docs", "/openapi/management.yaml", "/healthz", "/readyz", "/test-sign-in/callback", "/portal/nothing.js", "/nothing/here",
		"/.well-known/openid-configuration/t/{tenant}", "/.well-known/oauth-authorization-server/t/{tenant}", "/t/{tenant}/oauth2/authorize/resume",
	} {
		all = append(all, door{http.MethodGet, path, other})
	}
	require.Greater(t, len(all), 55)
	slices.SortFunc(all, func(a, b door) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return all
}

func (d door) changes() bool { return d.method != http.MethodGet && d.method != http.MethodHead }

// open says whether the protocol wants requests from pages of other sites here.
func (d door) open() bool {
	return d.kind == protocol
}

// mark is a value that nothing but its slot could have brought.
func mark(slot string) string { return "zq0" + strings.ReplaceAll(slot, "_", "x") + "0qz" }

var marked = regexp.MustCompile(`zq0[a-z]+0qz`)

// slots are the names that parameters, fields and cookies have anywhere.
var slots = []string{
	"access_token", "account", "action", "at", "client", "client_id", "client_secret", "code", "code_challenge", "code_verifier", "correlation_id", "cursor", "decision",
	"email", "environment", "error", "error_description", "grant_type", "id_token_hint", "item", "limit", "login_hint", "name", "nickname", "nonce", "notice", "outcome",
	"password", "prompt", "proof", "q", "redirect_uri", "refresh_token", "request", "response_type", "return_to", "scope", "secret", "slug", "state", "type", "unknown", "with",
}

// echoes are the fields that a page of ours gives back: what was typed and is not
// secret, and where the person is going.
var echoes = []string{mark("email"), mark("nickname"), mark("return_to"), mark("at"), mark("request"), mark("with")}

// filling is one way to fill a route with marks.
type filling struct {
	name        string
	contentType string
	twist       func(string) string
}

func fillings() []filling {
	return []filling{
		{"a form", "application/x-www-form-urlencoded", func(s string) string { return s }},
		{"JSON", "application/json", func(s string) string { return s }},
		{"a form of what no database takes", "application/x-www-form-urlencoded", func(s string) string { return "\x00\xff" + s + "'\"\u202e" }},
		{"JSON of what no database takes", "application/json", func(s string) string { return "\x00" + s + "'\"\u202e" }},
		{"a form of addresses", "application/x-www-form-urlencoded", func(s string) string { return s + "@person.test" }},
	}
}

func (d door) request(t *testing.T, base string, f filling) *http.Request {
	t.Helper()
	query, form, doc := url.Values{}, url.Values{}, map[string]any{}
	for _, s := range slots {
		value := f.twist(mark(s))
		query.Set(s, value)
		form.Set(s, value)
		doc[s] = value
	}
	query.Set("return_to", "/"+mark("return_to"))
	path := strings.NewReplacer("{tenant}", "lantern", "{client}", mark("client"), "{slug}", mark("slug"), "{secret}", mark("secret"), "{id}", mark("request"), "*", mark("unknown")).Replace(d.path)
	body := form.Encode()
	if f.contentType == "application/json" {
		raw, err := json.Marshal(doc)
		require.NoError(t, err)
		body = string(raw)
	}
	address := base + path + "?" + query.Encode()
	if d.kind == protocol && d.changes() {
		address = base + path // parameters in both places are refused before they are read
	}
	r, err := http.NewRequestWithContext(t.Context(), d.method, address, strings.NewReader(body))
	require.NoError(t, err)
	if !d.changes() {
		r.Body, r.ContentLength = http.NoBody, 0
	}
	r.Header.Set("Content-Type", f.contentType)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for name, value := range map[string]string{
		"User-Agent": "useragent", "Referer": "referer", "X-Correlation-Id": "correlation", "X-Request-Id": "requestid", "If-Match": "ifmatch", "Accept-Language": "language",
		"X-Forwarded-For": "forwarded", "X-Forwarded-Host": "forwardedhost", "Idempotency-Key": "idempotency", "X-Unknown": "unknownheader",
	} {
		r.Header.Set(name, mark(value))
	}
	return r
}

// Every route is given marks in every parameter, header, cookie and body, by
// nobody and by a developer who is signed in. No mark comes back where it should
// not, nothing of the machine's shows, and each answer can be found in the log.
func TestNothingLeaksFromAnyRoute(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	s.Service("lantern")
	account := accountOf(t, s, "owner-of-lantern@person.test")
	in := sessionOf(t, s, "owner-of-lantern@person.test")
	answers := map[string]bool{}
	n := 0

	for _, d := range doors(t) {
		for _, f := range fillings() {
			for _, accept := range []string{"text/html", "application/json"} {
				if accept == "text/html" && d.kind == api || accept == "application/json" && d.kind == page {
					continue
				}
				for _, signedIn := range []bool{false, true} {
					r := d.request(t, s.URL, f)
					r.Header.Set("Accept", accept)
					switch {
					case signedIn:
						r.AddCookie(in)
					case d.kind == protocol:
						r.SetBasicAuth(mark("basicuser"), mark("basicpassword"))
					default:
						r.Header.Set("Authorization", "Bearer "+mark("bearer"))
						r.Header.Add("Cookie", "alias_session="+mark("session")+"; alias_browser="+mark("browser")+"; alias_signup="+mark("signup"))
					}
					if signedIn && d.path == "/logout" || signedIn && d.path == manageapi.Prefix+"/session" && d.method == http.MethodDelete {
						continue // it would end what the rest needs
					}
					at := d.method + " " + d.path + " with " + f.name
					res, body := send(t, r)
					n++

					require.Less(t, res.StatusCode, 500, "%s: %s", at, body)
					for _, tell := range []string{"SQLSTATE", "goroutine ", "pgconn", "runtime error", ".go:", account, strings.ReplaceAll(account, "-", "")} {
						require.NotContains(t, body, tell, at)
					}
					if d.kind == api || d.kind == protocol {
						require.NotContains(t, strings.ReplaceAll(body, mark("email"), ""), "owner-of-lantern@", at)
					}
					for _, m := range marked.FindAllString(body, -1) {
						switch {
						case d.kind == page || d.path == "/test-sign-in/callback":
							require.Contains(t, echoes, m, "%s: %d", at, res.StatusCode)
						case d.kind == api && res.StatusCode < 400:
							require.Contains(t, []string{mark("name"), mark("slug")}, m, at)
						default:
							t.Errorf("%s: %d gives back %s", at, res.StatusCode, m)
						}
					}
					for name, values := range res.Header {
						for _, v := range values {
							for _, m := range marked.FindAllString(v, -1) {
								ok := name == "Location" && (slices.Contains(echoes, m) || m == mark("state"))
								require.True(t, ok, "%s: the header %s gives back %s", at, name, m)
							}
						}
					}

					c := res.Header.Get("X-Correlation-Id")
					require.Regexp(t, `^[0-9a-hjkmnp-tv-z]{16}$`, c, at)
					require.False(t, answers[c], "a correlation ID is used once")
					answers[c] = true
					secure(t, res, at)
				}
			}
		}
	}
	require.Greater(t, n, 400)

	lines := map[string]int{}
	for line := range strings.Lines(s.Log.String()) {
		var l struct{ Msg, Correlation string }
		var raw map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &raw))
		l.Msg, _ = raw["msg"].(string)
		l.Correlation, _ = raw["correlation_id"].(string)
		if l.Msg == "request" {
			lines[l.Correlation]++
		}
		require.Empty(t, marked.FindAllString(line, -1), line)
		for _, tell := range []string{"SQLSTATE", "goroutine ", ".go:", "@person.test", account, strings.ReplaceAll(account, "-", ""), in.Value} {
			require.NotContains(t, line, tell)
		}
	}
	for c := range maps.Keys(answers) {
		require.Equal(t, 1, lines[c], "one line in the log for %s", c)
	}
}

// secure asserts what every answer says to a browser.
func secure(t *testing.T, res reply, at string) {
	t.Helper()
	h := res.Header
	require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), at)
	require.Equal(t, "no-referrer", h.Get("Referrer-Policy"), at)
	require.Contains(t, []string{"DENY", "SAMEORIGIN"}, h.Get("X-Frame-Options"), at)
	require.Contains(t, h.Get("Content-Security-Policy"), "frame-ancestors", at)
	require.NotEmpty(t, h.Get("Permissions-Policy"), at)
	require.NotEmpty(t, h.Get("Cross-Origin-Opener-Policy"), at)
	require.Empty(t, h.Get("X-Powered-By")+h.Get("Server"), at)
}

// reply is an answer whose body was read.
type reply struct {
	StatusCode int
	Header     http.Header
}

func send(t *testing.T, r *http.Request) (reply, string) {
	t.Helper()
	res, err := (&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}).Do(r)
	require.NoError(t, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return reply{res.StatusCode, res.Header}, string(body)
}

// A page of another site cannot make a browser change anything, but for the
// protocol's endpoints, which know no cookie or take a request from anywhere.
func TestAnotherSiteChangesNothing(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	s.Service("lantern")
	in := sessionOf(t, s, "owner-of-lantern@person.test")
	before := everything(t, s)
	n := 0

	for _, d := range doors(t) {
		if !d.changes() {
			continue
		}
		for name, headers := range map[string]map[string]string{
			"a modern browser":                {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.test"},
			"a sibling host":                  {"Sec-Fetch-Site": "same-site", "Origin": "http://evil.localhost"},
			"an old browser":                  {"Origin": "https://evil.test"},
			"a frame without an origin":       {"Origin": "null"},
			"a host that begins like our own": {"Origin": s.URL + ".evil.test"},
		} {
			r := d.request(t, s.URL, fillings()[0])
			r.Header.Del("Sec-Fetch-Site")
			for k, v := range headers {
				r.Header.Set(k, v)
			}
			r.AddCookie(in)
			res, _ := send(t, r)
			if d.path == "/t/{tenant}/oauth2/register" {
				continue // it is shut to everybody, and says so by the same status
			}
			if d.open() {
				require.NotEqual(t, http.StatusForbidden, res.StatusCode, "%s at %s %s", name, d.method, d.path)
				continue
			}
			require.Equal(t, http.StatusForbidden, res.StatusCode, "%s at %s %s", name, d.method, d.path)
			n++
		}
	}
	require.Greater(t, n, 60)
	require.Equal(t, before, everything(t, s))
}

// Looking changes nothing, whoever looks at whatever.
func TestGetNeverChangesState(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	s.Service("lantern")
	in := sessionOf(t, s, "owner-of-lantern@person.test")
	s.Browser().Open("/t/lantern/.well-known/jwks.json") // the first look makes the keys
	before := everything(t, s)

	for _, d := range doors(t) {
		if d.method != http.MethodGet {
			continue
		}
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r := d.request(t, s.URL, fillings()[0])
			r.Method = method
			r.AddCookie(in)
			res, _ := send(t, r)
			require.Less(t, res.StatusCode, 500, "%s %s", method, d.path)
		}
	}
	require.Equal(t, before, everything(t, s))
}

// What the queue is told names a notice, or a tenant and a delivery of its own, and
// nothing else.
func TestJobsCarryNobody(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	address := s.Person("Mira")
	b := s.Browser()
	sub := s.Claims(s.RP(at).Tokens(b, address).Text("id_token"))["sub"]
	_, err := s.Interaction.Register(t.Context(), interaction.SignUp{Email: "new@person.test", Nickname: "New", Password: secret.NewValue(apptest.Password)}, interaction.Visitor{})
	require.NoError(t, err)
	_, err = s.Interaction.Recover(t.Context(), address, interaction.Visitor{})
	require.NoError(t, err)
	b.Open("/logout").Decide("allow")

	rows, err := s.Owner().Query(t.Context(), "select to_jsonb(j)::text from river.river_job j")
	require.NoError(t, err)
	jobs, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Len(t, jobs, 3)
	account := accountOf(t, s, address)
	for _, j := range jobs {
		var row struct {
			Args     map[string]string `json:"args"`
			Metadata map[string]any    `json:"metadata"`
			Tags     []string          `json:"tags"`
		}
		require.NoError(t, json.Unmarshal([]byte(j), &row))
		if tenant, ok := row.Args["tenant_id"]; ok {
			require.Equal(t, at.Tenant.ID.String(), tenant)
			_, err = id.Parse[id.LogoutDelivery](row.Args["delivery_id"])
			require.NoError(t, err)
			require.Len(t, row.Args, 2)
		} else {
			_, err = id.Parse[id.Notice](row.Args["notice_id"])
			require.NoError(t, err)
			require.Len(t, row.Args, 1)
		}
		require.Empty(t, row.Tags)
		require.NotContains(t, j, account)
		require.NotContains(t, j, sub)
		require.NotContains(t, j, "person.test")
		require.NotRegexp(t, `"\d{6}"`, j)
	}
}

// What a developer reads about an attempt holds no secret, right or wrong.
func TestAttemptsHoldNoSecret(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	address := s.Person("Mira")
	code := rp.Code(s.Browser(), address)
	good := rp.Redeem(code)
	require.Equal(t, 200, good.Status, good.Raw)

	secrets := []string{code, good.Text("access_token"), good.Text("refresh_token"), at.Secret, rp.Verifier, address}
	wrong := func(slot string) string {
		secrets = append(secrets, mark(slot))
		return mark(slot)
	}
	rp.Redeem(code)
	rp.Redeem(wrong("code"))
	rp.Redeem(code, "code_verifier", wrong("code_verifier"))
	rp.Refresh(wrong("refresh_token"))
	rp.Token(url.Values{"grant_type": {"refresh_token"}, "client_id": {at.Client.ID.String()}, "client_secret": {wrong("client_secret")}, "refresh_token": {good.Text("refresh_token")}})
	rp.Userinfo(wrong("access_token"))
	rp.Token(url.Values{"grant_type": {"password"}, "username": {address}, "password": {wrong("password")}})
	for _, query := range []string{"id_token_hint=" + wrong("id_token_hint"), "login_hint=" + address + "&scope=none"} {
		s.Browser().Open(at.Issuer + "/oauth2/authorize?client_id=" + at.Client.ID.String() + "&redirect_uri=" + url.QueryEscape(at.Redirect) + "&response_type=code&" + query)
	}

	attempts := s.Attempts(at.Tenant.ID)
	require.Greater(t, len(attempts), 8)
	rows, err := s.Owner().Query(t.Context(), "select to_jsonb(a)::text from attempts a")
	require.NoError(t, err)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	log := s.Log.String()
	for _, one := range secrets {
		for _, row := range list {
			require.NotContains(t, row, one)
		}
		require.NotContains(t, log, one)
	}
}
