package browser

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/platform/urls"
)

// The state of a browser tells a page of ours in a service's frame whether people
// signed in or out since (OpenID Connect Session Management 1.0). It is a name of
// the sessions that the browser holds, made from their tokens and telling nothing
// of them: another whenever they change, and never forgotten to be changed. A
// script must read it, in a frame of another site: so it is no secret, and the one
// cookie that comes along to other sites.

// StateCookie is the name of the cookie with the browser's state.
func (j Jar) StateCookie() string { return j.name("alias_state") }

func (j Jar) setState(w http.ResponseWriter, tokens []secret.Value) {
	c := j.stateOf(tokens)
	http.SetCookie(w, &c)
}

func (j Jar) stateOf(tokens []secret.Value) http.Cookie {
	c := j.cookie("alias_state", state(tokens), maxAge) //nolint:gosec // what it is for, above
	c.HttpOnly = false
	if j.secure {
		c.SameSite = http.SameSiteNoneMode
	}
	return c
}

func state(tokens []secret.Value) string {
	list := make([]string, len(tokens))
	for i, t := range tokens {
		list[i] = t.Reveal()
	}
	slices.Sort(list)
	h := sha256.Sum256([]byte("browser state " + strings.Join(list, ".")))
	return base64.RawURLEncoding.EncodeToString(h[:16])
}

// SessionState is the session_state of a response to a client that is sent back to
// redirectURI: what the client's own page asks the frame about. It is another in
// every response, so that two services cannot tell that they share a browser. An
// app's own scheme has no pages, and gets "".
func (j Jar) SessionState(r *http.Request, clientID, redirectURI string) string {
	origin := urls.Origin(redirectURI)
	if origin == "" {
		return ""
	}
	salt := j.source.Token(16).Reveal()
	h := sha256.Sum256([]byte(strings.Join([]string{clientID, origin, state(j.Sessions(r)), salt}, " ")))
	return hex.EncodeToString(h[:]) + "." + salt
}
