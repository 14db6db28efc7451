package browser

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Visitor is who sits before the browser, and what they decide.
type Visitor struct {
	Email, Password string
	// Refuse says no to the service; RefuseAtSignIn does so on the sign-in page.
	Refuse, RefuseAtSignIn bool
	// Ticks decides what to give; nil gives everything.
	Ticks func(item string) bool
}

// Walk goes through hosted pages from p as the visitor would, until a page asks for
// nothing more: the service's own page, an error, or a farewell.
func (b *Browser) Walk(t *testing.T, p *Page, v Visitor) *Page {
	t.Helper()
	for range 12 {
		next := b.step(t, p, v)
		if next == nil {
			return p
		}
		p = next
	}
	require.Failf(t, "the pages lead nowhere", "the last is %s (%d)", p.URL.Path, p.Status)
	return nil
}

// step does what the page asks for; nil when it asks for nothing.
func (b *Browser) step(t *testing.T, p *Page, v Visitor) *Page {
	t.Helper()
	if next := b.leave(t, p); next != nil {
		return next
	}
	tick := v.Ticks
	if tick == nil {
		tick = func(string) bool { return true }
	}
	for _, f := range p.Forms() {
		switch {
		case f.HasField("password") && v.RefuseAtSignIn:
			return b.Press(t, p, "decision", "deny")
		case f.HasField("password"):
			require.NotEqual(t, 422, p.Status, "the sign-in was refused: %s", p.Text())
			return b.submit(t, p, f, f.values(map[string]string{"email": v.Email, "password": v.Password}, nil, Button{}))
		case f.HasButton("decision", "allow") && v.Refuse && p.Is("consent"):
			return b.Press(t, p, "decision", "deny")
		case f.HasButton("decision", "allow"):
			return b.submit(t, p, f, f.values(nil, tick, Button{"decision", "allow"}))
		case p.Is("select"):
			for _, button := range f.Buttons {
				if button.Name == "account" {
					return b.submit(t, p, f, f.values(nil, nil, button))
				}
			}
		}
	}
	return nil
}

// Is says which of the pages that people know this is: "login" asks for a password,
// "consent" lets them decide about a service, "logout" asks whether to sign out,
// "select" lets them choose an account.
func (p *Page) Is(kind string) bool {
	for _, f := range p.Forms() {
		path := f.Action.Path
		switch {
		case kind == "login" && f.HasField("password") && strings.HasPrefix(path, "/login"),
			kind == "consent" && f.HasButton("decision", "allow") && strings.HasPrefix(path, "/consent"),
			kind == "logout" && f.HasButton("decision", "allow") && strings.HasPrefix(path, "/logout"),
			kind == "select" && strings.HasPrefix(path, "/select-account"):
			return true
		}
	}
	return false
}

// Showed counts the pages of a kind that the browser has shown.
func (b *Browser) Showed(kind string) int {
	n := 0
	for _, p := range b.Shown {
		if p.Is(kind) {
			n++
		}
	}
	return n
}

// leave does what a page does by itself: a form that it posts to another site, its
// frames, and then its refresh to somewhere else. nil when there is none.
func (b *Browser) leave(t *testing.T, p *Page) *Page {
	t.Helper()
	for _, f := range p.Forms() {
		if f.Action.Host == p.URL.Host || f.Method != http.MethodPost {
			continue
		}
		require.NotEmpty(t, f.Buttons, "a form that posts itself has a button for browsers without script (Form Post 1)")
		require.True(t, p.MayPostTo(f.Action.Scheme+"://"+f.Action.Host), "the page's form-action keeps its form from %s: %s", f.Action.Host, p.Header.Get("Content-Security-Policy"))
		return b.submit(t, p, f, f.values(nil, nil, Button{}))
	}
	for _, src := range p.Attributes("iframe", "src") {
		frame, err := p.URL.Parse(src)
		require.NoError(t, err, "iframe")
		require.True(t, p.mayFrame(frame.Scheme+"://"+frame.Host), "the page's frame-src keeps out %s: %s", frame.Host, p.Header.Get("Content-Security-Policy"))
		b.request(t, http.MethodGet, frame, nil, true)
	}
	for _, n := range p.Elements("meta") {
		if !strings.EqualFold(attr(n, "http-equiv"), "refresh") {
			continue
		}
		if m := regexp.MustCompile(`(?i)^\s*\d+\s*;\s*url=['"]?([^'"]+)['"]?$`).FindStringSubmatch(attr(n, "content")); m != nil {
			to, err := p.URL.Parse(m[1])
			require.NoError(t, err, "refresh")
			return b.Open(t, to.String())
		}
	}
	return nil
}

// MayPostTo reports whether the page's Content-Security-Policy lets a form post to an origin.
func (p *Page) MayPostTo(origin string) bool { return p.allows(origin, "form-action") }

func (p *Page) mayFrame(origin string) bool {
	return p.allows(origin, "frame-src", "child-src", "default-src")
}

// allows reports whether every policy of the page allows an origin, by the first of
// the directives that it has.
func (p *Page) allows(origin string, directives ...string) bool {
	for _, policy := range p.Header.Values("Content-Security-Policy") {
		parts := map[string][]string{}
		for part := range strings.SplitSeq(policy, ";") {
			if words := strings.Fields(part); len(words) > 0 {
				parts[strings.ToLower(words[0])] = words[1:]
			}
		}
		for _, d := range directives {
			sources, there := parts[d]
			if !there {
				continue
			}
			if !matches(sources, origin) {
				return false
			}
			break
		}
	}
	return true
}

func matches(sources []string, origin string) bool {
	scheme, _, _ := strings.Cut(origin, "://")
	for _, s := range sources {
		if s == "*" || s == origin || s == scheme+":" || strings.TrimSuffix(s, "/") == origin || strings.HasPrefix(s, origin+"/") {
			return true
		}
	}
	return false
}

// MayBeFramed reports whether another site may show the page in a frame.
func (p *Page) MayBeFramed(by string) bool {
	return p.Header.Get("X-Frame-Options") == "" && p.allows(by, "frame-ancestors")
}

// Text is what the page says, spaces made one.
func (p *Page) Text() string {
	var words []string
	for n := range p.Doc.Descendants() {
		if n.Type == html.TextNode && n.Parent != nil && n.Parent.Data != "script" && n.Parent.Data != "style" {
			words = append(words, strings.Fields(n.Data)...)
		}
	}
	return strings.Join(words, " ")
}
