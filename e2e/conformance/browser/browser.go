// Package browser is a small browser that walks through hosted pages the way a
// person without script does: it follows redirects, fills forms, ticks boxes and
// presses buttons. It must never know what a page ought to be.
package browser

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Browser has a cookie jar and a network of its own.
type Browser struct {
	http    *http.Client
	jar     *cookiejar.Jar
	network string
	// sealed are the names of cookies that no script can read.
	sealed map[string]bool
	// Shown are the pages that were shown on the way, redirects left out.
	Shown []*Page
}

// Page is what a browser ended up at.
type Page struct {
	// Method is how it was asked for; Posted is the form that was sent.
	Method string
	Posted url.Values
	// URL keeps the fragment of a redirect.
	URL    *url.URL
	Status int
	Header http.Header
	Body   []byte
	Doc    *html.Node
	// Hops are the addresses that redirected here.
	Hops []Hop
}

// Hop is one redirect.
type Hop struct {
	From   *url.URL
	Status int
	Header http.Header
}

// New opens a browser that reaches the world by way.
func New(t *testing.T, way http.RoundTripper) *Browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	// Not the development machine's own address, and one limit of visits for each browser.
	b := make([]byte, 3)
	_, _ = rand.Read(b)
	client := &http.Client{
		Transport: way, Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Browser{http: client, jar: jar, sealed: map[string]bool{}, network: fmt.Sprintf("10.%d.%d.%d", b[0], b[1], b[2])}
}

// Tab is another tab of the browser: the same cookies, other pages.
func (b *Browser) Tab() *Browser {
	tab := *b
	tab.Shown, tab.sealed = nil, maps.Clone(b.sealed)
	return &tab
}

// Open goes to an address.
func (b *Browser) Open(t *testing.T, address string) *Page {
	t.Helper()
	return b.follow(t, http.MethodGet, parse(t, address), nil, true)
}

// PostFromElsewhere submits a form of another site: cookies stay behind, as they
// do with SameSite=Lax, until the first redirect.
func (b *Browser) PostFromElsewhere(t *testing.T, address string, form url.Values) *Page {
	t.Helper()
	return b.follow(t, http.MethodPost, parse(t, address), form, false)
}

// follow goes to an address and on to where it redirects.
func (b *Browser) follow(t *testing.T, method string, to *url.URL, form url.Values, cookies bool) *Page {
	t.Helper()
	var hops []Hop
	for range 20 {
		page := b.request(t, method, to, form, cookies)
		page.Hops = hops
		location := page.Header.Get("Location")
		if page.Status < 300 || page.Status > 399 || location == "" {
			b.Shown = append(b.Shown, page)
			return page
		}
		next, err := to.Parse(location)
		require.NoError(t, err, "Location")
		hops = append(hops, Hop{to, page.Status, page.Header})
		if page.Status != http.StatusTemporaryRedirect && page.Status != http.StatusPermanentRedirect {
			method, form = http.MethodGet, nil
		}
		to, cookies = next, true
	}
	t.Fatalf("twenty redirects, the last to %s", to.Path)
	return nil
}

// request asks for one page.
func (b *Browser) request(t *testing.T, method string, to *url.URL, form url.Values, cookies bool) *Page {
	t.Helper()
	bare := *to
	bare.Fragment, bare.RawFragment = "", ""
	var body io.Reader = http.NoBody
	if method == http.MethodPost {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(t.Context(), method, bare.String(), body)
	require.NoError(t, err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
	r.Header.Set("Accept-Language", "en")
	r.Header.Set("X-Forwarded-For", b.network)
	if cookies {
		for _, c := range b.jar.Cookies(&bare) {
			r.AddCookie(c)
		}
	}
	b.dress(r, cookies)
	res, err := b.http.Do(r)
	require.NoError(t, err, "%s %s%s", method, to.Host, to.Path)
	defer func() { _ = res.Body.Close() }()
	b.jar.SetCookies(&bare, res.Cookies())
	for _, c := range res.Cookies() {
		b.sealed[c.Name] = c.HttpOnly
	}
	content, err := io.ReadAll(io.LimitReader(res.Body, 4<<20))
	require.NoError(t, err)
	doc, err := html.ParseWithOptions(bytes.NewReader(content), html.ParseOptionEnableScripting(false)) // noscript speaks to us
	require.NoError(t, err)
	return &Page{Method: method, Posted: form, URL: to, Status: res.StatusCode, Header: res.Header, Body: content, Doc: doc}
}

// dress adds what browsers say of themselves, which a provider may look at.
func (b *Browser) dress(r *http.Request, own bool) {
	site := "none"
	if r.Method == http.MethodPost {
		site = "same-origin"
		r.Header.Set("Origin", r.URL.Scheme+"://"+r.URL.Host)
		if !own {
			site = "cross-site"
			r.Header.Set("Origin", "https://rp.example.test")
		}
	}
	r.Header.Set("Sec-Fetch-Site", site)
	r.Header.Set("Sec-Fetch-Mode", "navigate")
	r.Header.Set("Sec-Fetch-Dest", "document")
}

// ReadableCookies are the cookies that a script of a page can read, as
// document.cookie has them.
func (b *Browser) ReadableCookies(t *testing.T, address string) string {
	t.Helper()
	var pairs []string
	for _, c := range b.jar.Cookies(parse(t, address)) {
		if !b.sealed[c.Name] {
			pairs = append(pairs, c.Name+"="+c.Value)
		}
	}
	return strings.Join(pairs, "; ")
}

// Scripts are the scripts of a page, its own and those it loads, one after the other.
func (b *Browser) Scripts(t *testing.T, p *Page) string {
	t.Helper()
	var all strings.Builder
	for _, n := range p.Elements("script") {
		if src := attr(n, "src"); src != "" {
			at, err := p.URL.Parse(src)
			require.NoError(t, err)
			all.Write(b.request(t, http.MethodGet, at, nil, true).Body)
		}
		for c := range n.ChildNodes() {
			all.WriteString(c.Data)
		}
		all.WriteString("\n")
	}
	return all.String()
}

func parse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u
}
