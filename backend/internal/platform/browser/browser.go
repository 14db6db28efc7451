// Package browser reads and writes the two cookies of the house: the tokens of
// the sessions in this browser, and a random name for the browser itself, to
// which authorization requests are bound. On https both carry the __Host-
// prefix, so that no sibling host can plant them (RFC 6265bis 4.1.3).
package browser

import (
	"net/http"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/platform/secret"
)

// Jar is the cookies of one deployment.
type Jar struct {
	secure bool
	source secret.Source
}

// NewJar returns the jar of a deployment; secure says that it is on https.
func NewJar(secure bool, source secret.Source) Jar { return Jar{secure, source} }

const mostTokens = 5

// Sessions are the session tokens the browser presents, the latest first.
func (j Jar) Sessions(r *http.Request) []secret.Value {
	c, err := r.Cookie(j.name("alias_session"))
	if err != nil || c.Value == "" {
		return nil
	}
	var out []secret.Value
	for _, t := range strings.Split(c.Value, ".") {
		if len(t) == 43 && len(out) < mostTokens {
			out = append(out, secret.NewValue(t))
		}
	}
	return out
}

// SetSessions has the browser hold these tokens and no others, the latest first.
func (j Jar) SetSessions(w http.ResponseWriter, tokens []secret.Value) {
	if len(tokens) == 0 {
		j.set(w, "alias_session", "", -1)
		return
	}
	list := make([]string, 0, mostTokens)
	for _, t := range tokens {
		if s := t.Reveal(); len(list) < mostTokens && !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	j.set(w, "alias_session", strings.Join(list, "."), 30*24*60*60)
}

// Name is the browser's own name, if it has one.
func (j Jar) Name(r *http.Request) (secret.Value, bool) {
	c, err := r.Cookie(j.name("alias_browser"))
	if err != nil || len(c.Value) != 22 {
		return secret.Value{}, false
	}
	return secret.NewValue(c.Value), true
}

// EnsureName gives the browser a name unless it has one.
func (j Jar) EnsureName(w http.ResponseWriter, r *http.Request) secret.Value {
	if n, ok := j.Name(r); ok {
		return n
	}
	n := j.source.Token(16)
	j.set(w, "alias_browser", n.Reveal(), 365*24*60*60)
	return n
}

// Errand is a short-lived value of a page that leads to another: the key of a
// sign-up or a reset, which must not stand in an address. which is "signup" or
// "reset".
func (j Jar) Errand(r *http.Request, which string) secret.Value {
	c, err := r.Cookie(j.name("alias_" + which))
	if err != nil || len(c.Value) != 22 {
		return secret.Value{}
	}
	return secret.NewValue(c.Value)
}

// SetErrand has the browser keep such a value for an hour; the zero value ends it.
func (j Jar) SetErrand(w http.ResponseWriter, which string, v secret.Value) {
	if v.IsZero() {
		j.set(w, "alias_"+which, "", -1)
		return
	}
	j.set(w, "alias_"+which, v.Reveal(), 60*60)
}

func (j Jar) name(s string) string {
	if j.secure {
		return "__Host-" + s
	}
	return s
}

// Forgotten is the cookie that makes a browser forget its sessions.
func (j Jar) Forgotten() http.Cookie { return j.cookie("alias_session", "", -1) }

func (j Jar) set(w http.ResponseWriter, name, value string, maxAge int) {
	c := j.cookie(name, value, maxAge)
	http.SetCookie(w, &c)
}

func (j Jar) cookie(name, value string, maxAge int) http.Cookie {
	return http.Cookie{ //nolint:gosec // Secure follows from the base URL: development is on plain http
		Name: j.name(name), Value: value, Path: "/", MaxAge: maxAge, Secure: j.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// Hashes are the hashes of tokens, by which sessions are found.
func Hashes(tokens []secret.Value) []secret.Hash {
	out := make([]secret.Hash, len(tokens))
	for i, t := range tokens {
		out[i] = t.Hash()
	}
	return out
}
