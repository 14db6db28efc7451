package logout

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"strings"

	"alias.example/alias/backend/internal/platform/browser"
)

//go:embed check_session.js
var checkSession string

// CheckSession is the page that services put in a frame, to ask without a request
// whether the browser's state is as it was (Session Management 3.3). It is the one
// page of ours that may be framed, holds nothing of anybody, and answers no more
// than a word.
type CheckSession struct {
	page   []byte
	policy string
}

// NewCheckSession returns the page of a deployment whose browsers hold their state
// as jar says.
func NewCheckSession(jar browser.Jar) *CheckSession {
	script := strings.Replace(checkSession, "STATE_COOKIE", jar.StateCookie(), 1)
	sum := sha256.Sum256([]byte(script))
	return &CheckSession{
		page:   []byte("<!doctype html>\n<html lang=\"en\">\n<title>Alias</title>\n<script>" + script + "</script>\n</html>\n"),
		policy: "default-src 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'; frame-ancestors *",
	}
}
