package check

import (
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/browser"
)

// Response is what an authorization response has to fit.
type Response struct {
	Issuer, RedirectURI string
	// Mode is query, fragment, form_post or jwt (which is in the query).
	Mode string
	// State was sent; "" means none was.
	State string
	// IssuerNamed says that iss has to be there (RFC 9207).
	IssuerNamed bool
}

// Of checks that the browser came back to the client, with everything in its place
// and nothing elsewhere, and answers the parameters.
func (e Response) Of(t *testing.T, p *browser.Page) url.Values {
	t.Helper()
	require.True(t, e.Returned(t, p), "the browser is back at the client, not at %s://%s%s (%d): %.400s", p.URL.Scheme, p.URL.Host, p.URL.Path, p.Status, p.Text())
	registered, err := url.Parse(e.RedirectURI)
	require.NoError(t, err)
	query := p.URL.Query()
	for name, values := range registered.Query() {
		assert.Equal(t, values, query[name], "the registered redirect_uri keeps its %s", name)
		delete(query, name)
	}
	var v url.Values
	switch e.Mode {
	case "form_post":
		assert.Equal(t, "POST", p.Method, "the response is posted")
		assert.Empty(t, query, "nothing is in the query (Form Post 2)")
		v = p.Posted
	case "fragment":
		assert.Empty(t, query, "nothing is in the query (OAuth Multiple Response Types 5)")
		if v, err = url.ParseQuery(p.URL.EscapedFragment()); err != nil {
			assert.NoError(t, err, "the fragment is form-encoded")
		}
	default:
		assert.Equal(t, "GET", p.Method, "the response is in the query")
		assert.Empty(t, p.URL.Fragment, "nothing is in the fragment")
		v = query
	}
	for name, values := range v {
		assert.Len(t, values, 1, "%s comes once", name)
	}
	if e.Mode != "jwt" {
		e.Parameters(t, v)
	}
	return v
}

// Parameters checks the parameters, which may also be those of a JARM response.
func (e Response) Parameters(t *testing.T, v url.Values) {
	t.Helper()
	if e.State == "" {
		assert.False(t, v.Has("state"), "no state was sent")
	} else {
		assert.Equal(t, e.State, v.Get("state"), "state, intact")
	}
	if v.Has("iss") || e.IssuerNamed {
		assert.Equal(t, e.Issuer, v.Get("iss"), "iss is the issuer (RFC 9207 2)")
	}
	if !v.Has("error") {
		if v.Has("code") {
			Unguessable(t, "code", v.Get("code"))
		}
		return
	}
	ErrorText(t, v)
	for name := range v {
		assert.True(t, slices.Contains([]string{"error", "error_description", "error_uri", "state", "session_state", "iss"}, name), "an error response has no %s", name)
	}
}

// Returned reports whether the browser is at the client's redirect_uri.
func (e Response) Returned(t *testing.T, p *browser.Page) bool {
	t.Helper()
	u, err := url.Parse(e.RedirectURI)
	require.NoError(t, err)
	return p.URL.Scheme == u.Scheme && p.URL.Host == u.Host && p.URL.Path == u.Path
}
