package apptest

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
)

// Browser is a person's browser without script: it keeps cookies, follows
// redirects inside the deployment, and stops where one leads out of it.
type Browser struct {
	s    *Server
	http *http.Client

	URL    *url.URL // where it is
	Status int
	Body   string
	Header http.Header
}

// Browser opens a new browser.
func (s *Server) Browser() *Browser {
	s.T.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(s.T, err)
	b := &Browser{s: s}
	b.http = &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if !strings.HasPrefix(r.URL.String(), s.URL+"/") || len(via) > 10 {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	return b
}

// Open goes to an address, inside the deployment when it begins with a slash.
func (b *Browser) Open(address string) *Browser {
	b.s.T.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.s.URL + address
	}
	r, err := http.NewRequestWithContext(b.s.T.Context(), http.MethodGet, address, nil)
	require.NoError(b.s.T, err)
	return b.do(r)
}

// Post posts a form to an address as a page of ours would.
func (b *Browser) Post(address string, form url.Values) *Browser {
	b.s.T.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.s.URL + address
	}
	r, err := http.NewRequestWithContext(b.s.T.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	require.NoError(b.s.T, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.s.URL)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

func (b *Browser) do(r *http.Request) *Browser {
	b.s.T.Helper()
	r.Header.Set("Accept", "text/html")
	res, err := b.http.Do(r)
	require.NoError(b.s.T, err)
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	require.NoError(b.s.T, err)
	b.URL, b.Status, b.Body, b.Header = res.Request.URL, res.StatusCode, string(body), res.Header
	if to := res.Header.Get("Location"); to != "" {
		at, err := res.Request.URL.Parse(to)
		require.NoError(b.s.T, err)
		b.URL = at
	}
	return b
}

var (
	formTag  = regexp.MustCompile(`(?s)<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>`)
	inputTag = regexp.MustCompile(`<input[^>]*>`)
	textArea = regexp.MustCompile(`(?s)<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>`)
	attr     = regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
)

// Form is the page's form that has the named field, with its values as they stand.
func (b *Browser) Form(field string) (action string, values url.Values) {
	b.s.T.Helper()
	for _, f := range formTag.FindAllStringSubmatch(b.Body, -1) {
		if !strings.Contains(f[2], `name="`+field+`"`) {
			continue
		}
		return b.formOf(f)
	}
	b.s.T.Fatalf("apptest: no form with %q at %s (%d):\n%s", field, b.URL.Path, b.Status, b.Body)
	return "", nil
}

// formOf reads a form that formTag found.
func (*Browser) formOf(found []string) (action string, values url.Values) {
	values = url.Values{}
	for _, tag := range inputTag.FindAllString(found[2], -1) {
		a := map[string]string{}
		for _, m := range attr.FindAllStringSubmatch(tag, -1) {
			a[m[1]] = html.UnescapeString(m[2])
		}
		_, checked := a["checked"]
		if name := a["name"]; name != "" && (a["type"] != "checkbox" || checked) {
			values.Add(name, a["value"])
		}
	}
	for _, area := range textArea.FindAllStringSubmatch(found[2], -1) {
		values.Add(area[1], html.UnescapeString(area[2]))
	}
	return html.UnescapeString(found[1]), values
}

// Submit fills the fields of the page's form that has the first of them and
// sends it.
func (b *Browser) Submit(pairs ...string) *Browser {
	b.s.T.Helper()
	action, values := b.Form(pairs[0])
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return b.Post(action, values)
}

// SignIn fills the sign-in page.
func (b *Browser) SignIn(address string) *Browser {
	b.s.T.Helper()
	return b.Submit("email", address, "password", Password)
}

// Decide answers the consent page as it stands.
func (b *Browser) Decide(decision string) *Browser {
	b.s.T.Helper()
	return b.Submit("decision", decision)
}

// Untick answers the consent page without the given items.
func (b *Browser) Untick(items ...string) *Browser {
	b.s.T.Helper()
	action, values := b.Form("decision")
	kept := values["item"][:0]
	for _, v := range values["item"] {
		drop := false
		for _, i := range items {
			drop = drop || i == v
		}
		if !drop {
			kept = append(kept, v)
		}
	}
	values["item"] = kept
	values.Set("decision", "allow")
	return b.Post(action, values)
}

// CookieHeader is what the browser would send as its cookies.
func (b *Browser) CookieHeader() string {
	b.s.T.Helper()
	at, err := url.Parse(b.s.URL)
	require.NoError(b.s.T, err)
	var all []string
	for _, c := range b.http.Jar.Cookies(at) {
		all = append(all, c.Name+"="+c.Value)
	}
	return strings.Join(all, "; ")
}

// Hold has the browser keep cookies, each as name=value.
func (b *Browser) Hold(pairs ...string) {
	b.s.T.Helper()
	at, err := url.Parse(b.s.URL)
	require.NoError(b.s.T, err)
	cookies := make([]*http.Cookie, len(pairs))
	for i, p := range pairs {
		name, value, _ := strings.Cut(p, "=")
		cookies[i] = &http.Cookie{Name: name, Value: value, Path: "/"} //nolint:gosec // a test's own jar
	}
	b.http.Jar.SetCookies(at, cookies)
}
