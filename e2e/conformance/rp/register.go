package rp

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/check"
	"alias.example/alias/e2e/conformance/token"
)

// Metadata is what the suite registers for a client, and nothing else: no scope and
// no application_type.
func (c *Client) Metadata(responseTypes ...string) token.Object {
	grants := []string{}
	for _, r := range responseTypes {
		for _, word := range strings.Fields(r) {
			if word == "code" {
				grants = appendNew(grants, "authorization_code")
			} else {
				grants = appendNew(grants, "implicit")
			}
		}
	}
	m := token.Object{
		"client_name": "Conformance relying party", "grant_types": grants, "token_endpoint_auth_method": c.Method,
		"response_types": responseTypes, "redirect_uris": []string{c.RedirectURI}, "contacts": []string{"conformance@example.test"},
	}
	if c.Key != nil {
		m["jwks"] = token.Set(c.Key)
	}
	return m
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

// TryRegister asks for a registration (Registration 3.1).
func (c *Client) TryRegister(t *testing.T, metadata token.Object) check.Answer {
	t.Helper()
	doc, err := json.Marshal(metadata)
	require.NoError(t, err)
	address := c.Issuer.Meta.Text("registration_endpoint")
	require.NotEmpty(t, address, "the metadata has registration_endpoint")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, bytes.NewReader(doc))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	return c.do(t, r)
}

// Register registers the client and checks the answer (Registration 3.2). It is
// deleted when the test ends (RFC 7592 2.3).
func (c *Client) Register(t *testing.T, metadata token.Object) *Client {
	t.Helper()
	a := c.TryRegister(t, metadata)
	require.Equal(t, http.StatusCreated, a.Status, "%s: %s", a.To, a.Body)
	o := a.JSON(t)
	c.Registered = o
	c.ID, _ = o["client_id"].(string)
	require.NotEmpty(t, c.ID, "client_id")
	if secret, there := o["client_secret"]; there {
		c.Secret, _ = secret.(string)
		_, isNumber := o["client_secret_expires_at"].(float64)
		assert.True(t, isNumber, "client_secret comes with client_secret_expires_at (Registration 3.2)")
	}
	uri, _ := o["registration_client_uri"].(string)
	access, _ := o["registration_access_token"].(string)
	assert.Equal(t, uri == "", access == "", "registration_client_uri and registration_access_token come together")
	if uri != "" {
		assert.True(t, strings.HasPrefix(uri, "https://"), "registration_client_uri uses https")
		t.Cleanup(func() {
			a := c.Registration(context.WithoutCancel(t.Context()), t, http.MethodDelete)
			assert.Equal(t, http.StatusNoContent, a.Status, "the client is deleted (RFC 7592 2.3): %s", a.Body)
		})
	}
	return c
}

// Registration sends a request to the client's configuration endpoint (RFC 7592 2).
func (c *Client) Registration(ctx context.Context, t *testing.T, method string) check.Answer {
	t.Helper()
	uri, _ := c.Registered["registration_client_uri"].(string)
	access, _ := c.Registered["registration_access_token"].(string)
	require.NotEmpty(t, uri, "registration_client_uri")
	r, err := http.NewRequestWithContext(ctx, method, uri, http.NoBody)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+access)
	a := c.do(t, r)
	if a.Status == http.StatusOK && method == http.MethodGet {
		if next, ok := a.JSON(t)["registration_access_token"].(string); ok {
			c.Registered["registration_access_token"] = next // it may be another now (RFC 7592 3)
		}
	}
	return a
}

// Make registers the client at the terminal, with settings of Alias's own names.
func (c *Client) Make(t *testing.T, settings token.Object) *Client {
	t.Helper()
	full := token.Object{"name": "Conformance relying party", "type": "confidential", "redirect_uris": []string{c.RedirectURI}, "auth_method": c.Method}
	if c.Key != nil {
		full["jwks"] = token.Set(c.Key)
	}
	for name, v := range settings {
		full[name] = v
	}
	var err error
	c.ID, c.Secret, err = c.Issuer.Alias.Client(t.Context(), c.Issuer.Slug, full)
	require.NoError(t, err)
	return c
}
