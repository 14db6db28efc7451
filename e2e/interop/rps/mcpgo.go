package rps

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/modelcontextprotocol/go-sdk/auth"
	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/modelcontextprotocol/go-sdk/oauthex"
	"golang.org/x/oauth2"
)

// newMCP is an MCP server and an MCP client of the Go SDK, on one website.
func newMCP(ctx context.Context, client *http.Client, set settings) (http.Handler, error) {
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, client), set.Issuer)
	if err != nil {
		return nil, err
	}
	c := &mcpClient{http: client, set: set}
	mux := http.NewServeMux()
	const metadata = "/.well-known/oauth-protected-resource/mcp"
	mux.Handle(metadata, auth.ProtectedResourceMetadataHandler(&oauthex.ProtectedResourceMetadata{
		Resource: set.Resource, AuthorizationServers: []string{set.Issuer}, ScopesSupported: []string{toolScope},
	}))
	guard := auth.RequireBearerToken(accessTokens(provider, client, set.Resource), &auth.RequireBearerTokenOptions{
		Scopes: []string{toolScope}, ResourceMetadataURL: set.Origin + metadata,
	})
	mux.Handle("/mcp", guard(mcpServer()))
	mux.HandleFunc("GET /sign-in", orSay(c.signIn))
	mux.HandleFunc("GET /callback", orSay(c.callback))
	mux.HandleFunc("GET /refresh", orSay(c.refresh))
	return mux, nil
}

// accessTokens reads access tokens for a resource as RFC 9068 says.
func accessTokens(provider *oidc.Provider, client *http.Client, resource string) auth.TokenVerifier {
	return func(ctx context.Context, raw string, _ *http.Request) (*auth.TokenInfo, error) {
		token, err := provider.VerifierContext(oidc.ClientContext(ctx, client), &oidc.Config{ClientID: resource}).Verify(ctx, raw)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", auth.ErrInvalidToken, err)
		}
		var claims struct {
			ClientID string `json:"client_id"`
			Scope    string `json:"scope"`
		}
		if err := token.Claims(&claims); err != nil {
			return nil, err
		}
		if typ := typOf(raw); typ != "at+jwt" {
			return nil, fmt.Errorf("%w: its typ is %q", auth.ErrInvalidToken, typ)
		}
		return &auth.TokenInfo{
			Scopes: strings.Fields(claims.Scope), Expiration: token.Expiry, UserID: token.Subject,
			Extra: map[string]any{"client_id": claims.ClientID},
		}, nil
	}
}

// typOf is the typ in a JWT's header; "" where there is none.
func typOf(raw string) string {
	head, _, _ := strings.Cut(raw, ".")
	text, _ := base64.RawURLEncoding.DecodeString(head)
	var header struct {
		Typ string `json:"typ"`
	}
	_ = json.Unmarshal(text, &header)
	return header.Typ
}

// mcpServer has one tool, which says who asks.
func mcpServer() http.Handler {
	server := mcp.NewServer(&mcp.Implementation{Name: "pond", Version: "1.0.0"}, nil)
	mcp.AddTool(server, &mcp.Tool{Name: "whoami", Description: "Says who asks."},
		func(_ context.Context, r *mcp.CallToolRequest, _ struct{}) (*mcp.CallToolResult, any, error) {
			info := r.Extra.TokenInfo
			clientID, _ := info.Extra["client_id"].(string)
			text, err := json.Marshal(caller{Sub: info.UserID, ClientID: clientID, Scopes: info.Scopes})
			return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: string(text)}}}, nil, err
		})
	return mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return server }, nil)
}

// mcpClient connects while a person is away at the issuer. One person visits it at
// a time.
type mcpClient struct {
	http *http.Client
	set  settings

	mu     sync.Mutex
	trip   *trip
	config *oauth2.Config
	token  *oauth2.Token
}

// trip is a sign-in that is under way.
type trip struct {
	leadTo chan string
	back   chan *auth.AuthorizationResult
	ended  chan outcome
}

type outcome struct {
	met caller
	err error
}

// signIn begins to connect, and sends the person where the SDK wants them.
func (c *mcpClient) signIn(w http.ResponseWriter, r *http.Request) error {
	t := &trip{leadTo: make(chan string), back: make(chan *auth.AuthorizationResult), ended: make(chan outcome, 1)}
	handler, err := auth.NewAuthorizationCodeHandler(c.handler(r.FormValue("registration"), t))
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.trip = t
	c.mu.Unlock()
	// The connection is longer than this request: it ends in the callback's.
	ctx := context.WithoutCancel(r.Context())
	go func() {
		met, err := c.ask(ctx, handler)
		t.ended <- outcome{met, err}
	}()
	select {
	case url := <-t.leadTo:
		http.Redirect(w, r, url, http.StatusSeeOther)
		return nil
	case end := <-t.ended:
		return errors.Join(errors.New("nobody had to sign in"), end.err)
	}
}

func (c *mcpClient) callback(w http.ResponseWriter, r *http.Request) error {
	if code := r.FormValue("error"); code != "" {
		return errors.New(code + ": " + r.FormValue("error_description"))
	}
	c.mu.Lock()
	t := c.trip
	c.mu.Unlock()
	t.back <- &auth.AuthorizationResult{Code: r.FormValue("code"), State: r.FormValue("state"), Iss: r.FormValue("iss")}
	end := <-t.ended
	if end.err == nil {
		show(w, end.met)
	}
	return end.err
}

// handler is the SDK's configuration of one sign-in.
func (c *mcpClient) handler(registration string, t *trip) *auth.AuthorizationCodeHandlerConfig {
	config := &auth.AuthorizationCodeHandlerConfig{
		RedirectURL: c.set.RedirectURI, RequestRefreshToken: true, Client: c.http,
		AuthorizationCodeFetcher: func(ctx context.Context, args *auth.AuthorizationArgs) (*auth.AuthorizationResult, error) {
			t.leadTo <- args.URL
			select {
			case back := <-t.back:
				return back, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		},
		NewTokenSource: func(ctx context.Context, config *oauth2.Config, token *oauth2.Token) (oauth2.TokenSource, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.config, c.token = config, token
			return config.TokenSource(ctx, token), nil
		},
	}
	if registration == "document" {
		config.ClientIDMetadataDocumentConfig = &auth.ClientIDMetadataDocumentConfig{URL: c.set.ClientMetadata}
		return config
	}
	config.DynamicClientRegistrationConfig = &auth.DynamicClientRegistrationConfig{Metadata: &oauthex.ClientRegistrationMetadata{
		ClientName: "MCP client", RedirectURIs: []string{c.set.RedirectURI}, TokenEndpointAuthMethod: "none",
		GrantTypes: []string{"authorization_code", "refresh_token"}, ResponseTypes: []string{"code"},
	}}
	return config
}

// refresh connects with nothing but the refresh token.
func (c *mcpClient) refresh(w http.ResponseWriter, r *http.Request) error {
	c.mu.Lock()
	config, token := c.config, c.token
	c.mu.Unlock()
	if token.RefreshToken == "" {
		return errors.New("there is no refresh token")
	}
	sourced := c.handler("dynamic", nil)
	ctx := context.WithValue(r.Context(), oauth2.HTTPClient, c.http)
	sourced.InitialTokenSource = config.TokenSource(ctx, &oauth2.Token{RefreshToken: token.RefreshToken})
	handler, err := auth.NewAuthorizationCodeHandler(sourced)
	if err != nil {
		return err
	}
	met, err := c.ask(r.Context(), handler)
	if err == nil {
		show(w, met)
	}
	return err
}

// ask connects and calls the tool.
func (c *mcpClient) ask(ctx context.Context, handler auth.OAuthHandler) (met caller, err error) {
	client := mcp.NewClient(&mcp.Implementation{Name: "heron", Version: "1.0.0"}, nil)
	transport := &mcp.StreamableClientTransport{Endpoint: c.set.Resource, HTTPClient: c.http, OAuthHandler: handler}
	session, err := client.Connect(ctx, transport, nil)
	if err != nil {
		return caller{}, err
	}
	defer func() { err = errors.Join(err, session.Close()) }()
	result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: "whoami"})
	if err != nil {
		return caller{}, err
	}
	for _, content := range result.Content {
		if text, ok := content.(*mcp.TextContent); ok {
			return met, json.Unmarshal([]byte(text.Text), &met)
		}
	}
	return caller{}, errors.New("the tool said nothing")
}
