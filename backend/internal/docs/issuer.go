package docs

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"alias.example/alias/backend/internal/platform/apikit"
)

// Metadata is what discovery answers; see OpenID Connect Discovery 3.
type Metadata struct {
	_                         struct{} `json:"-" additionalProperties:"true"`
	Issuer                    string   `json:"issuer" format:"uri" doc:"The issuer, byte for byte as in every ID token." example:"http://localhost:8080/t/acme"`
	AuthorizationEndpoint     string   `json:"authorization_endpoint" format:"uri" doc:"Where people are sent to sign in." example:"http://localhost:8080/t/acme/oauth2/authorize"`
	TokenEndpoint             string   `json:"token_endpoint" format:"uri" doc:"Where codes and refresh tokens are exchanged." example:"http://localhost:8080/t/acme/oauth2/token"`
	UserinfoEndpoint          string   `json:"userinfo_endpoint" format:"uri" doc:"Where an access token buys claims." example:"http://localhost:8080/t/acme/oidc/userinfo"`
	JWKSURI                   string   `json:"jwks_uri" format:"uri" doc:"The key set." example:"http://localhost:8080/t/acme/.well-known/jwks.json"`
	ScopesSupported           []string `json:"scopes_supported" doc:"The scopes there are." example:"[\"openid\",\"profile\",\"nickname\",\"email\",\"contact\",\"offline_access\"]"`
	ResponseTypesSupported    []string `json:"response_types_supported" doc:"Always code." example:"[\"code\"]"`
	GrantTypesSupported       []string `json:"grant_types_supported" doc:"How tokens can be had." example:"[\"authorization_code\",\"refresh_token\"]"`
	SubjectTypesSupported     []string `json:"subject_types_supported" doc:"Always pairwise: no two services see the same person." example:"[\"pairwise\"]"`
	IDTokenSigningAlgs        []string `json:"id_token_signing_alg_values_supported" doc:"What ID tokens can be signed with." example:"[\"RS256\",\"ES256\",\"EdDSA\"]"`
	TokenEndpointAuthMethods  []string `json:"token_endpoint_auth_methods_supported" doc:"How clients can authenticate." example:"[\"client_secret_basic\",\"client_secret_post\",\"none\"]"`
	CodeChallengeMethods      []string `json:"code_challenge_methods_supported" doc:"Always S256." example:"[\"S256\"]"`
	AuthorizationResponseIss  bool     `json:"authorization_response_iss_parameter_supported" doc:"Whether authorization responses carry iss (RFC 9207)." example:"true"`
	ClaimsParameterSupported  bool     `json:"claims_parameter_supported" doc:"Whether claims can be asked for one by one." example:"false"`
	RequestParameterSupported bool     `json:"request_parameter_supported" doc:"Whether request objects are read." example:"false"`
}

// KeySet is a public key set; see RFC 7517 5.
type KeySet struct {
	Keys []PublicKey `json:"keys" doc:"Every key that something unexpired may be signed with, and the ones that come next."`
}

// PublicKey is one public key of a set.
type PublicKey struct {
	_   struct{} `json:"-" additionalProperties:"true"`
	KID string   `json:"kid" doc:"The key's identifier, as in the header of what it signed." example:"k7Rl0pZ3fXw"`
	KTY string   `json:"kty" doc:"The kind of key: RSA, EC or OKP." example:"RSA"`
	Alg string   `json:"alg" doc:"What the key signs with." example:"RS256"`
	Use string   `json:"use" doc:"Always sig." example:"sig"`
}

// TokenRequest is the form that the token endpoint reads.
type TokenRequest struct {
	_            struct{} `json:"-" additionalProperties:"true"`
	GrantType    string   `json:"grant_type" enum:"authorization_code,refresh_token" doc:"What is exchanged." example:"authorization_code"`
	Code         string   `json:"code,omitempty" doc:"The code. With authorization_code." example:"alias_ac_…"`
	RedirectURI  string   `json:"redirect_uri,omitempty" format:"uri" doc:"Exactly the redirect_uri of the authorization request. With authorization_code." example:"https://acme.example/callback"`
	CodeVerifier string   `json:"code_verifier,omitempty" minLength:"43" maxLength:"128" doc:"What the code_challenge was made from (RFC 7636). With authorization_code." example:"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"`
	RefreshToken string   `json:"refresh_token,omitempty" doc:"The refresh token. With refresh_token."`
	Scope        string   `json:"scope,omitempty" doc:"Fewer scopes than were granted. With refresh_token."`
	ClientID     string   `json:"client_id,omitempty" doc:"The client, unless it authenticates with HTTP Basic."`
	ClientSecret string   `json:"client_secret,omitempty" doc:"Its secret, unless it authenticates with HTTP Basic, or has none."`
}

// TokenResponse is what a code or a refresh token buys; see RFC 6749 5.1.
type TokenResponse struct {
	AccessToken  string `json:"access_token" doc:"Opaque. Send it as Authorization: Bearer." example:"alias_at_…"`
	TokenType    string `json:"token_type" doc:"Always Bearer." example:"Bearer"`
	ExpiresIn    int    `json:"expires_in" doc:"Seconds until the access token ends." example:"1800"`
	RefreshToken string `json:"refresh_token,omitempty" doc:"Present when offline_access was granted. Each use replaces it." example:"alias_rt_…"`
	IDToken      string `json:"id_token" doc:"A signed JWT: who signed in, and how." example:"eyJhbGciOiJSUzI1NiIs…"`
	Scope        string `json:"scope" doc:"What was granted." example:"openid nickname"`
}

// Claims is what userinfo answers; see OpenID Connect Core 5.3.
type Claims struct {
	Sub               string `json:"sub" doc:"The alias ID: who this is, at this service and nowhere else." example:"7Yw2Qk0pXr3TtVbJm1eZ9A"`
	Nickname          string `json:"nickname,omitempty" doc:"What the person goes by at this service. With profile or nickname." example:"Quiet Heron"`
	Name              string `json:"name,omitempty" doc:"The same, for relying parties that insist on a name. With profile." example:"Quiet Heron"`
	PreferredUsername string `json:"preferred_username,omitempty" doc:"The same as one word, unique at this service. With profile." example:"quiet-heron"`
	UpdatedAt         int    `json:"updated_at,omitempty" doc:"When any of this last changed, in seconds since 1970. With profile." example:"1767225600"`
	Email             string `json:"email,omitempty" format:"email" doc:"A relay address of this service alone. With email." example:"k3v9m2@relay.localhost"`
	EmailVerified     bool   `json:"email_verified,omitempty" doc:"Always true: mail to the relay address arrives. With email." example:"true"`
}

// OAuthError is an error as OAuth says it; see RFC 6749 5.2.
type OAuthError struct {
	Error            string `json:"error" doc:"The error code." example:"invalid_grant"`
	ErrorDescription string `json:"error_description,omitempty" doc:"A sentence for whoever builds the client. The workspace's list of attempts says more."`
}

const (
	tagDiscovery = "Discovery"
	tagSignIn    = "Signing in"
	form         = "application/x-www-form-urlencoded"
)

// Issuer describes the protocol endpoints of a tenant's issuer. Their contract is
// that of the RFCs and of the discovery document; this is a description of it.
func Issuer() *huma.OpenAPI {
	apikit.Correct()
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Alias issuer", Version: "1.0.0",
			Description: "What a workspace's issuer speaks with relying parties: OpenID Connect Core 1.0 with the authorization code flow and PKCE. " +
				"A library that reads the discovery document needs nothing else from here.",
		},
		Servers: []*huma.Server{{URL: "/"}},
		Tags: []*huma.Tag{
			{Name: tagDiscovery, Description: "What a relying party reads first, and may cache."},
			{Name: tagSignIn, Description: "From sending a person to sign in to knowing who they are."},
		},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"client": {Type: "http", Scheme: "basic", Description: "The client_id and client_secret, each form-encoded first (RFC 6749 2.3.1). They may also be sent in the form; public clients send their client_id alone."},
				"bearer": {Type: "http", Scheme: "bearer", Description: "An access token (RFC 6750)."},
			},
		},
	}
	for _, op := range issuerOperations(doc.Components.Schemas) {
		doc.AddOperation(op)
	}
	return doc
}

func issuerOperations(schemas huma.Registry) []*huma.Operation {
	oauthError := schemas.Schema(reflect.TypeFor[OAuthError](), true, "OAuthError")
	notFound := answer("There is no such issuer.", nil, "")
	authorize := func(method, id string) *huma.Operation {
		op := &huma.Operation{
			OperationID: id, Method: method, Path: "/t/{slug}/oauth2/authorize", Tags: []string{tagSignIn}, Summary: "Send a person to sign in",
			Description: "Open this in the person's browser. They sign in, see what the service would learn, and decide; then the browser comes back to `redirect_uri` " +
				"with `code`, `state` and `iss`, or with `error`. Errors in `client_id` or `redirect_uri` are shown to the person and never redirected.",
			Parameters: []*huma.Param{slugParam()},
			Responses: map[string]*huma.Response{
				"303": answer("The browser is sent to a page of Alias, or back to redirect_uri.", nil, ""),
				"400": answer("A page that tells the person that the service asked for something impossible.", &huma.Schema{Type: "string"}, "text/html"),
				"404": notFound,
			},
		}
		if method == http.MethodGet {
			op.Parameters = append(op.Parameters, authorizeParams()...)
			return op
		}
		fields := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{}}
		for _, p := range authorizeParams() {
			s := *p.Schema
			s.Description = p.Description
			fields.Properties[p.Name] = &s
			if p.Required {
				fields.Required = append(fields.Required, p.Name)
			}
		}
		op.Summary, op.Description = "Send a person to sign in, with a form", "The same as `GET`, with the parameters in a form instead of the address."
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{form: {Schema: fields}}}
		return op
	}
	token := &huma.Operation{
		OperationID: "exchangeToken", Method: http.MethodPost, Path: "/t/{slug}/oauth2/token", Tags: []string{tagSignIn}, Summary: "Exchange a code or a refresh token",
		Description: "A code lives for a minute and works once; used twice, it revokes what it had bought. A refresh token is replaced by each use, and one that comes " +
			"back after its grace period revokes its whole family. Whatever is wrong with a code or a refresh token is `invalid_grant` here; " +
			"the workspace's list of attempts says what it was.",
		Parameters:  []*huma.Param{slugParam()},
		Security:    []map[string][]string{{"client": {}}, {}},
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{form: {Schema: schemas.Schema(reflect.TypeFor[TokenRequest](), true, "TokenRequest")}}},
		Responses: map[string]*huma.Response{
			"200": answer("The tokens.", schemas.Schema(reflect.TypeFor[TokenResponse](), true, "TokenResponse"), ""),
			"400": answer("invalid_request, invalid_grant, invalid_scope, unauthorized_client or unsupported_grant_type.", oauthError, ""),
			"401": answer("invalid_client: the client did not prove who it is.", oauthError, ""),
			"404": notFound,
		},
	}
	userinfo := &huma.Operation{
		OperationID: "getUserinfo", Method: http.MethodGet, Path: "/t/{slug}/oidc/userinfo", Tags: []string{tagSignIn}, Summary: "Read claims about the person",
		Description: "Answers the claims of the granted scopes, as they are now. `POST` with the token in the header or in a form works as well. When the person leaves the service, the token stops working at once.",
		Parameters:  []*huma.Param{slugParam()},
		Security:    []map[string][]string{{"bearer": {}}},
		Responses: map[string]*huma.Response{
			"200": answer("The claims.", schemas.Schema(reflect.TypeFor[Claims](), true, "Claims"), ""),
			"401": answer("invalid_token; the challenge in WWW-Authenticate says the same.", oauthError, ""),
			"403": answer("insufficient_scope.", oauthError, ""),
			"404": notFound,
		},
	}
	return []*huma.Operation{
		{
			OperationID: "getDiscovery", Method: http.MethodGet, Path: "/t/{slug}/.well-known/openid-configuration", Tags: []string{tagDiscovery}, Summary: "Read the discovery document",
			Description: "Where everything is, and what it can do (OpenID Connect Discovery 1.0, RFC 8414). It has an ETag and may be cached.",
			Parameters:  []*huma.Param{slugParam()},
			Responses: map[string]*huma.Response{
				"200": answer("The metadata.", schemas.Schema(reflect.TypeFor[Metadata](), true, "Metadata"), ""), "304": answer("It is as you have it.", nil, ""), "404": notFound,
			},
		},
		{
			OperationID: "getKeySet", Method: http.MethodGet, Path: "/t/{slug}/.well-known/jwks.json", Tags: []string{tagDiscovery}, Summary: "Read the key set",
			Description: "The public keys that verify ID tokens (RFC 7517). A key is published before it signs, and stays until everything it signed has expired. On a `kid` you do not know, read the set again.",
			Parameters:  []*huma.Param{slugParam()},
			Responses: map[string]*huma.Response{
				"200": answer("The key set.", schemas.Schema(reflect.TypeFor[KeySet](), true, "KeySet"), ""), "304": answer("It is as you have it.", nil, ""), "404": notFound,
			},
		},
		authorize(http.MethodGet, "authorize"), authorize(http.MethodPost, "authorizeByForm"), token, userinfo,
	}
}

func slugParam() *huma.Param {
	return &huma.Param{Name: "slug", In: "path", Required: true, Description: "The workspace's slug.", Schema: &huma.Schema{Type: "string", Examples: []any{"acme"}}}
}

func answer(description string, schema *huma.Schema, contentType string) *huma.Response {
	r := &huma.Response{Description: description}
	if schema != nil {
		if contentType == "" {
			contentType = "application/json"
		}
		r.Content = map[string]*huma.MediaType{contentType: {Schema: schema}}
	}
	return r
}

func authorizeParams() []*huma.Param {
	text := func(name string, required bool, example, description string) *huma.Param {
		s := &huma.Schema{Type: "string"}
		if example != "" {
			s.Examples = []any{example}
		}
		return &huma.Param{Name: name, In: "query", Required: required, Description: description, Schema: s}
	}
	maxAge := text("max_age", false, "", "The person must have signed in within so many seconds.")
	zero := 0.0
	maxAge.Schema = &huma.Schema{Type: "integer", Minimum: &zero, Examples: []any{3600}}
	params := []*huma.Param{
		text("response_type", true, "code", "Always code."),
		text("client_id", true, "cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12", "The client."),
		text("redirect_uri", true, "https://acme.example/callback", "Where the browser comes back to. One of the registered ones, character by character."),
		text("scope", true, "openid nickname email", "What is asked for, with spaces between. openid must be among it."),
		text("state", false, "af0ifjsldkj", "Comes back unchanged. Use it against cross-site request forgery."),
		text("nonce", false, "n-0S6_WzA2Mj", "Comes back in the ID token. Use it against replay."),
		text("code_challenge", false, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "The SHA-256 of the code_verifier in base64url (RFC 7636). Required unless the client says otherwise."),
		text("code_challenge_method", false, "S256", "Always S256."),
		text("prompt", false, "", "none never shows a page; login, consent, select_account and create ask for one."),
		maxAge,
		text("login_hint", false, "", "Who is expected to sign in; it is written into the form."),
		text("ui_locales", false, "", "Languages the person reads, best first."),
		text("acr_values", false, "", "How the person should sign in, best first."),
		text("id_token_hint", false, "", "An ID token from before: the person expected."),
	}
	return params
}

// statusText is the status as it stands beside an answer.
func statusText(status string) string {
	n, err := strconv.Atoi(status)
	if err != nil {
		return status
	}
	return status + " " + http.StatusText(n)
}
