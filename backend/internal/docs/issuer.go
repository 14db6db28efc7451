package docs

import (
	"net/http"
	"reflect"
	"slices"
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
	ResponseTypesSupported    []string `json:"response_types_supported" doc:"code, and others only where the workspace asks for compatibility." example:"[\"code\"]"`
	GrantTypesSupported       []string `json:"grant_types_supported" doc:"How tokens can be had." example:"[\"authorization_code\",\"refresh_token\",\"client_credentials\"]"`
	SubjectTypesSupported     []string `json:"subject_types_supported" doc:"Always pairwise: no two services see the same person." example:"[\"pairwise\"]"`
	IDTokenSigningAlgs        []string `json:"id_token_signing_alg_values_supported" doc:"What ID tokens can be signed with." example:"[\"RS256\",\"PS256\",\"ES256\",\"ES384\",\"EdDSA\"]"`
	TokenEndpointAuthMethods  []string `json:"token_endpoint_auth_methods_supported" doc:"How clients can authenticate." example:"[\"client_secret_basic\",\"client_secret_post\",\"private_key_jwt\",\"none\"]"`
	CodeChallengeMethods      []string `json:"code_challenge_methods_supported" doc:"Always S256." example:"[\"S256\"]"`
	AuthorizationResponseIss  bool     `json:"authorization_response_iss_parameter_supported" doc:"Whether authorization responses carry iss (RFC 9207)." example:"true"`
	ClaimsParameterSupported  bool     `json:"claims_parameter_supported" doc:"Whether claims can be asked for one by one." example:"true"`
	RequestParameterSupported bool     `json:"request_parameter_supported" doc:"Whether request objects are read." example:"true"`
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
	GrantType    string   `json:"grant_type" enum:"authorization_code,refresh_token,client_credentials,urn:ietf:params:oauth:grant-type:device_code,urn:ietf:params:oauth:grant-type:token-exchange,urn:ietf:params:oauth:grant-type:jwt-bearer" doc:"What is exchanged." example:"authorization_code"`
	Code         string   `json:"code,omitempty" doc:"The code. With authorization_code." example:"alias_ac_…"`
	RedirectURI  string   `json:"redirect_uri,omitempty" format:"uri" doc:"Exactly the redirect_uri of the authorization request. With authorization_code." example:"https://acme.example/callback"`
	CodeVerifier string   `json:"code_verifier,omitempty" minLength:"43" maxLength:"128" doc:"What the code_challenge was made from (RFC 7636). With authorization_code." example:"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"`
	RefreshToken string   `json:"refresh_token,omitempty" doc:"The refresh token. With refresh_token."`
	Scope        string   `json:"scope,omitempty" doc:"Fewer scopes than were granted; what is asked for, with client_credentials."`
	Resource     string   `json:"resource,omitempty" format:"uri" doc:"Whom the access token is for, within what was granted (RFC 8707). May be repeated."`
	DeviceCode   string   `json:"device_code,omitempty" doc:"With device_code (RFC 8628)."`
	Assertion    string   `json:"assertion,omitempty" doc:"A token of an issuer that the client's settings trust. With jwt-bearer (RFC 7523)."`
	SubjectToken string   `json:"subject_token,omitempty" doc:"The token to exchange, with subject_token_type beside it. With token-exchange (RFC 8693)."`
	ClientID     string   `json:"client_id,omitempty" doc:"The client, unless it authenticates with HTTP Basic."`
	ClientSecret string   `json:"client_secret,omitempty" doc:"Its secret, unless it authenticates with HTTP Basic, or has none."`
}

// TokenResponse is what a code or a refresh token buys; see RFC 6749 5.1.
type TokenResponse struct {
	AccessToken  string `json:"access_token" doc:"Opaque, or a JWT where the resource or the client is set to it." example:"alias_at_…"`
	TokenType    string `json:"token_type" doc:"Bearer, or DPoP for one that is bound to a key." example:"Bearer"`
	ExpiresIn    int    `json:"expires_in" doc:"Seconds until the access token ends." example:"1800"`
	RefreshToken string `json:"refresh_token,omitempty" doc:"Present when offline_access was granted. Each use replaces it." example:"alias_rt_…"`
	IDToken      string `json:"id_token,omitempty" doc:"A signed JWT: who signed in, and how. Present when openid was granted." example:"eyJhbGciOiJSUzI1NiIs…"`
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
			Description: "What a workspace's issuer speaks with relying parties: OpenID Connect and OAuth 2.1, with PAR, signed requests, DPoP, devices, registration and logout. " +
				"A library that reads the discovery document needs nothing else from here.",
		},
		Servers: []*huma.Server{{URL: "/"}},
		Tags: []*huma.Tag{
			{Name: tagDiscovery, Description: "What a relying party reads first, and may cache."},
			{Name: tagSignIn, Description: "From sending a person to sign in to knowing who they are, and to signing them out."},
			{Name: tagClients, Description: "What programs ask without a person: pushing requests, devices, tokens."},
			{Name: tagRegister, Description: "How a client registers itself, where the workspace lets it."},
		},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"client":       {Type: "http", Scheme: "basic", Description: "The client_id and client_secret, each form-encoded first (RFC 6749 2.3.1). They may also be sent in the form, or replaced by a signed assertion or a certificate; public clients send their client_id alone."},
				"registration": {Type: "http", Scheme: "bearer", Description: "An initial access token, or the registration access token of the client (RFC 7591 3, RFC 7592)."},
				"bearer":       {Type: "http", Scheme: "bearer", Description: "An access token (RFC 6750)."},
			},
		},
	}
	for _, op := range slices.Concat(issuerOperations(doc.Components.Schemas), clientOperations(doc.Components.Schemas), registrationOperations(doc.Components.Schemas)) {
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
		OperationID: "exchangeToken", Method: http.MethodPost, Path: "/t/{slug}/oauth2/token", Tags: []string{tagSignIn}, Summary: "Get tokens",
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
		authorize(http.MethodGet, "authorize"), authorize(http.MethodPost, "authorizeByForm"), token, userinfo, endSession(notFound),
	}
}

// endSession is where a service sends a person to sign out.
func endSession(notFound *huma.Response) *huma.Operation {
	text := func(name, description string) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: description, Schema: &huma.Schema{Type: "string"}}
	}
	return &huma.Operation{
		OperationID: "logout", Method: http.MethodGet, Path: "/t/{slug}/oidc/logout", Tags: []string{tagSignIn}, Summary: "Send a person to sign out",
		Description: "Open this in the person's browser (RP-Initiated Logout 1.0). With an ID token of their session they are signed out at once; without one they are asked. " +
			"Every client the session reached is told, if it registered where. `POST` works as well.",
		Parameters: []*huma.Param{
			slugParam(), text("id_token_hint", "An ID token of the session, expired or not."), text("client_id", "The client, if there is no hint."),
			text("post_logout_redirect_uri", "Where the browser goes afterwards. One of the registered ones, character by character."), text("state", "Comes back unchanged."),
		},
		Responses: map[string]*huma.Response{
			"200": answer("A page: the question, or that it is done.", &huma.Schema{Type: "string"}, "text/html"),
			"303": answer("The browser is sent to a page of Alias, or to post_logout_redirect_uri.", nil, ""), "404": notFound,
		},
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
		text("response_type", true, "code", "code; others only where the workspace's compatibility switch is on."),
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
		text("claims", false, "", "Claims asked for by name, and how much they are wanted, as JSON (OpenID Connect Core 5.5)."),
		text("resource", false, "https://api.acme.example", "Whom access tokens are to be for (RFC 8707). May be repeated."),
		text("response_mode", false, "form_post", "How the answer travels: query, form_post, or either signed (query.jwt, form_post.jwt)."),
		text("request", false, "", "A signed object with all of the parameters (RFC 9101)."),
		text("request_uri", false, "", "The name of a pushed request, or the registered address of a request object."),
		text("dpop_jkt", false, "", "The thumbprint of the key that the code is bound to (RFC 9449 10)."),
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
