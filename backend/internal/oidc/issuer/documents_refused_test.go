package issuer_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/testkit/apptest"
)

func TestSEC55DocumentsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := documents(s, s.Service("lantern"))
	for why, change := range map[string]func(*host){
		"a document that calls itself something else": func(h *host) { h.members["client_id"] = h.url + "/other.json" },
		"one that has no name":                        func(h *host) { delete(h.members, "client_id") },
		"redirect URIs of another origin":             func(h *host) { h.members["redirect_uris"] = []string{h.url + "/cb", "https://evil.test/cb"} },
		"another port of its host":                    func(h *host) { h.members["redirect_uris"] = []string{h.url + "/cb", "https://127.0.0.1/cb"} },
		"a scheme of its own":                         func(h *host) { h.members["redirect_uris"] = []string{h.url + "/cb", "com.evil.app:/cb"} },
		"no redirect URI":                             func(h *host) { delete(h.members, "redirect_uris") },
		"people sent elsewhere after signing out":     func(h *host) { h.members["post_logout_redirect_uris"] = []string{"https://evil.test/"} },
		"sign-ins started elsewhere":                  func(h *host) { h.members["initiate_login_uri"] = "https://evil.test/start" },
		"another's server told of sign-outs":          func(h *host) { h.members["backchannel_logout_uri"] = "https://victim.test/out" },
		"a name that turns text around":               func(h *host) { h.members["client_name"] = "Bank\u202e" },
		"draft 4: a secret":                           func(h *host) { h.members["client_secret"] = "x" },
		"draft 4: a secret's end":                     func(h *host) { h.members["client_secret_expires_at"] = 0 },
		"draft 4: a method that needs a secret":       func(h *host) { h.members["token_endpoint_auth_method"] = "client_secret_basic" },
		"draft 4: a method without keys":              func(h *host) { h.members["token_endpoint_auth_method"] = "private_key_jwt" },
		"OIDC Core 8: public subjects":                func(h *host) { h.members["subject_type"] = "public" },
		"only tokens for itself":                      func(h *host) { h.members["grant_types"] = []string{"refresh_token"} },
		"draft 5: not 200":                            func(h *host) { h.status = http.StatusNotFound },
		"draft 5: a redirect": func(h *host) {
			h.status, h.header = http.StatusFound, http.Header{"Content-Type": {"application/json"}, "Location": {h.address}}
		},
		"draft 5: no JSON by its type": func(h *host) { h.header = http.Header{"Content-Type": {"text/html"}} },
		"draft 5: no JSON":             func(h *host) { h.raw = "<html>" },
		"SEC-58: a member twice": func(h *host) {
			h.raw = `{"client_id":"` + h.address + `","redirect_uris":["` + h.url + `/cb"],"Redirect_URIs":[]}`
		},
		"draft 8.7: a megabyte": func(h *host) { h.members["padding"] = strings.Repeat("x", 1<<20) },
		"compressed, although that is ruled out": func(h *host) {
			h.header = http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {"gzip"}}
		},
	} {
		t.Run(why, func(t *testing.T) {
			t.Parallel()
			h := publish(t)
			h.set(change)
			res := get(s.In(t), authorize(at, h.address, h.url+"/cb"))
			require.Equal(t, http.StatusBadRequest, res.Status)
			s.In(t).OneRefusal(at.Tenant.ID, res.Header)
			require.Equal(t, 1, h.times(), "nothing is followed, and nothing is tried twice")
		})
	}
	t.Run("what one issuer does not do is left out", func(t *testing.T) {
		t.Parallel()
		h := publish(t)
		h.set(func(h *host) {
			h.members["grant_types"] = []string{"authorization_code", "refresh_token", "client_credentials", "urn:example:other"}
			h.members["sector_identifier_uri"] = "https://victim.test/sector.json"
			h.members["scope"] = "openid contact offline_access else:where"
			delete(h.members, "token_endpoint_auth_method")
		})
		s := s.In(t)
		require.True(t, h.known(s, at))
		var grants, scopes []string
		var sector bool
		var method string
		require.NoError(t, s.Owner().QueryRow(t.Context(), `
			select c.grant_types, c.scopes, c.sector_id = t.sector_id, c.auth_method from clients c join tenants t using (tenant_id) where c.document_uri = $1`, h.address).Scan(&grants, &scopes, &sector, &method))
		require.Equal(t, []string{"authorization_code", "refresh_token"}, grants, "SEC-54: no tokens for itself")
		require.Equal(t, []string{"openid", "offline_access"}, scopes, "messages are for services that somebody vouches for")
		require.True(t, sector, "SEC-67: another's list proves nothing for it")
		require.Equal(t, "none", method, "there is nobody to tell a secret to")
	})
	t.Run("row P34: it may name the scopes of an API", func(t *testing.T) {
		t.Parallel()
		s, h := s.In(t), publish(t)
		api := documents(s, s.Service("tools"))
		s.Resource(api, "https://mcp.tools.test/mcp", resource.Settings{Name: "Tools", Scopes: []string{"tools:read"}, Format: resource.JWT})
		h.set(func(h *host) { h.members["scope"] = "tools:read" })
		res := get(s, authorize(api, h.address, "http://127.0.0.1:49152/cb", "scope", "tools:read", "resource", "https://mcp.tools.test/mcp"))
		require.Equal(t, http.StatusSeeOther, res.Status)
		require.Contains(t, res.Header.Get("Location"), "/login")
	})
}
