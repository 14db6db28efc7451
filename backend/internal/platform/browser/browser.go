// Package browser reads and writes the cookies of the house: the tokens of the
// sessions in this browser, a random name for the browser itself, to which forms
// are bound, a key for each authorization request it began, and the state that a
// frame may watch. On https all carry the __Host- prefix, so that no sibling host
// can plant them (RFC 6265bis 4.1.3).
package browser

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Jar is the cookies of one deployment.
type Jar struct {
	secure bool
	source secret.Source
}

// NewJar returns the jar of a deployment; secure says that it is on https.
func NewJar(secure bool, source secret.Source) Jar { return Jar{secure, source} }

const (
	mostTokens = 5
	maxAge     = 30 * 24 * 60 * 60 // of the sessions, in seconds
)

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

// SetSessions has the browser hold these tokens and no others, the latest first,
// and its state be that of them.
func (j Jar) SetSessions(w http.ResponseWriter, tokens []secret.Value) {
	kept := make([]secret.Value, 0, mostTokens)
	list := make([]string, 0, mostTokens)
	for _, t := range tokens {
		if s := t.Reveal(); len(list) < mostTokens && !slices.Contains(list, s) {
			kept, list = append(kept, t), append(list, s)
		}
	}
	if len(list) == 0 {
		j.set(w, "alias_session", "", -1)
	} else {
		j.set(w, "alias_session", strings.Join(list, "."), maxAge)
	}
	j.setState(w, kept)
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

// RequestKey is the key by which this browser holds an authorization request, if
// it is the one that began it. Each request has a cookie of its own: tabs that
// begin at the same moment cannot take each other's (decision D12).
func (j Jar) RequestKey(r *http.Request, request id.Request) (secret.Value, bool) {
	c, err := r.Cookie(j.name(requestCookie(request)))
	if err != nil || len(c.Value) != 22 {
		return secret.Value{}, false
	}
	return secret.NewValue(c.Value), true
}

// NewKey makes such a key.
func (j Jar) NewKey() secret.Value { return j.source.Token(16) }

// SetRequestKey has the browser hold a request for as long as it lives.
func (j Jar) SetRequestKey(w http.ResponseWriter, request id.Request, key secret.Value, lifetime time.Duration) {
	j.set(w, requestCookie(request), key.Reveal(), int(lifetime/time.Second))
}

// requestCookie is named after the random end of the request's ID.
func requestCookie(request id.Request) string {
	u := request.UUIDString()
	return "alias_request_" + u[len(u)-12:]
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

// Forgotten are the cookies that make a browser forget its sessions.
func (j Jar) Forgotten() []http.Cookie {
	return []http.Cookie{j.cookie("alias_session", "", -1), j.stateOf(nil)}
}

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
