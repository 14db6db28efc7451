package rps

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"alias.example/alias/e2e/interop/browser"
	"alias.example/alias/e2e/interop/deployment"
	"alias.example/alias/e2e/interop/report"
)

// toolScope is what the tools of the MCP servers demand.
const toolScope = "tools:read"

func mcpParties() []Party {
	return []Party{
		{Key: "mcp-ts", Name: "MCP TypeScript SDK", Version: npm("@modelcontextprotocol/sdk"), Play: mcpSite{inNode("mcp")}.play},
		{Key: "mcp-go", Name: "MCP Go SDK", Version: module("github.com/modelcontextprotocol/go-sdk"), Play: mcpSite{inGo(newMCP)}.play},
	}
}

// mcpSite is an MCP server that takes the issuer's access tokens, and an MCP client
// that nobody registered. Its pages, of which the last says who the tool met:
//
//	/sign-in?registration=document  begins, with a client ID metadata document
//	/sign-in?registration=dynamic   begins, with dynamic client registration
//	/refresh                        uses the refresh token and the tool again
type mcpSite struct{ open opener }

// caller is whom the MCP server's tool met.
type caller struct {
	Error    string   `json:"error"`
	Sub      string   `json:"sub"`
	ClientID string   `json:"client_id"`
	Scopes   []string `json:"scopes"`
}

func (m mcpSite) play(ctx context.Context, s Stage, p *report.Party) {
	var stops []func()
	defer func() {
		for _, stop := range stops {
			stop()
		}
	}()
	var set settings
	var robin *browser.Person
	ok := p.Prepare(func() (err error) {
		if set, err = m.settle(ctx, s, p.Name); err != nil {
			return err
		}
		var stop func()
		if set.ClientMetadata, stop, err = publish(ctx, s, set); err != nil {
			return err
		}
		stops = append(stops, stop)
		if stop, err = m.open(ctx, s, set); err != nil {
			return err
		}
		stops = append(stops, stop)
		robin, err = s.person(ctx, "Robin")
		return err
	})
	if !ok {
		return
	}
	defer func() { _ = robin.End() }()

	for _, way := range []struct{ registration, did string }{
		{"document", "signed a person in by a client ID metadata document and called a tool"},
		{"dynamic", "did so by dynamic registration"},
	} {
		var first, again caller
		ok = p.Step(way.did, func() error {
			err := robin.Visit(set.Origin+"/sign-in?registration="+way.registration, set.Origin, &first)
			return cmp.Or(err, first.check(way.registration, set))
		}) && p.Step("refreshed", func() error {
			err := robin.Visit(set.Origin+"/refresh", set.Origin, &again)
			return cmp.Or(err, again.check(way.registration, set), expect(again.Sub == first.Sub, "the subject is another"))
		})
		if !ok {
			return
		}
	}
}

// settle makes a tenant where strangers may register, and the resource.
func (m mcpSite) settle(ctx context.Context, s Stage, name string) (settings, error) {
	url, port, err := origin(ctx)
	if err != nil {
		return settings{}, err
	}
	tenant, err := s.Developer.NewTenant(ctx, name)
	if err != nil {
		return settings{}, err
	}
	err = tenant.Set(ctx, deployment.Fields{
		"registration":                 deployment.Fields{"mode": "open"},
		"client_id_metadata_documents": deployment.Fields{"enabled": true},
	})
	if err != nil {
		return settings{}, err
	}
	set := settings{
		Origin: url, Port: port, Issuer: tenant.Issuer, RedirectURI: url + "/callback", Resource: url + "/mcp",
		Scopes: []string{toolScope, "offline_access"},
	}
	return set, tenant.NewResource(ctx, deployment.Fields{
		"identifier": set.Resource, "name": "Pond tools", "scopes": []string{toolScope}, "access_token_format": "jwt",
	})
}

// publish serves the client ID metadata document of the site's client over TLS and
// answers with its address, which is the client's ID.
func publish(ctx context.Context, s Stage, set settings) (url string, stop func(), err error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		return "", nil, err
	}
	url = fmt.Sprintf("https://localhost:%s/client.json", port)
	document := deployment.Fields{
		"client_id": url, "client_name": "MCP client", "redirect_uris": []string{set.RedirectURI},
		"grant_types": []string{"authorization_code", "refresh_token"}, "response_types": []string{"code"},
		"token_endpoint_auth_method": "none", "application_type": "native", "scope": strings.Join(set.Scopes, " "),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /client.json", func(w http.ResponseWriter, _ *http.Request) { show(w, document) })
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(tls.NewListener(ln, s.TLS())) }()
	return url, func() { _ = server.Close() }, nil
}

// check says what is wrong with whom the tool met.
func (c caller) check(registration string, set settings) error {
	if c.Error != "" {
		return errors.New(c.Error)
	}
	known := c.ClientID == set.ClientMetadata
	if registration == "dynamic" {
		known = strings.HasPrefix(c.ClientID, "cli_")
	}
	return errors.Join(
		expect(len(c.Sub) == 22, "the subject %q is no alias ID", c.Sub),
		expect(known, "the client is %q", c.ClientID),
		expect(slices.Contains(c.Scopes, toolScope), "the scopes are %q", c.Scopes),
	)
}
