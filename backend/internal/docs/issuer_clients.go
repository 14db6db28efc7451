package docs

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"alias.example/alias/backend/internal/oidc/device"
	"alias.example/alias/backend/internal/oidc/introspect"
	"alias.example/alias/backend/internal/oidc/metadata"
	"alias.example/alias/backend/internal/oidc/par"
	"alias.example/alias/backend/internal/oidc/registration"
)

// clientForm is what every form of an authenticated client may carry.
type clientForm struct {
	_                   struct{} `json:"-" additionalProperties:"true"`
	ClientID            string   `json:"client_id,omitempty" doc:"The client, unless it authenticates with HTTP Basic or an assertion."`
	ClientSecret        string   `json:"client_secret,omitempty" doc:"Its secret, unless it authenticates in another way."`
	ClientAssertion     string   `json:"client_assertion,omitempty" doc:"A JWT that the client signed (RFC 7523 2.2). With private_key_jwt."`
	ClientAssertionType string   `json:"client_assertion_type,omitempty" doc:"urn:ietf:params:oauth:client-assertion-type:jwt-bearer. With private_key_jwt."`
}

// TokenForm is a form about one token.
type TokenForm struct {
	clientForm
	Token         string `json:"token" doc:"The token."`
	TokenTypeHint string `json:"token_type_hint,omitempty" doc:"access_token or refresh_token. A wrong hint does no harm."`
}

// DeviceForm is the form of the device authorization endpoint.
type DeviceForm struct {
	clientForm
	Scope    string `json:"scope,omitempty" doc:"What is asked for, with spaces between." example:"openid nickname offline_access"`
	Resource string `json:"resource,omitempty" format:"uri" doc:"Whom access tokens are to be for (RFC 8707). May be repeated."`
}

// PushForm is the form of the pushed authorization request endpoint.
type PushForm struct {
	clientForm
	ResponseType string `json:"response_type,omitempty" doc:"As at the authorization endpoint, and so is every other parameter." example:"code"`
	Request      string `json:"request,omitempty" doc:"A signed request object with all of them instead (RFC 9101)."`
}

// The endpoints' own answers, by names of their own.
type (
	// PushedRequest is what a pushed request is called.
	PushedRequest struct{ par.Response }
	// DeviceCodes are what a device is given.
	DeviceCodes struct{ device.Response }
	// Introspection is what there is to say of a token.
	Introspection struct{ introspect.Answer }
	// ClientMetadata is what a client says of itself.
	ClientMetadata struct{ metadata.Metadata }
	// RegisteredClient is what a client is told of itself.
	RegisteredClient struct{ registration.Response }
)

const (
	tagClients  = "For clients"
	tagRegister = "Registering clients"
)

// clientOperations are those that only programs call.
func clientOperations(schemas huma.Registry) []*huma.Operation {
	oauthError := schemas.Schema(reflect.TypeFor[OAuthError](), true, "OAuthError")
	schema := func(t reflect.Type, name string) *huma.Schema { return schemas.Schema(t, true, name) }
	withForm := func(s *huma.Schema) *huma.RequestBody {
		return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{form: {Schema: s}}}
	}
	refused := func(ok string, r *huma.Response) map[string]*huma.Response {
		return map[string]*huma.Response{
			ok: r, "400": answer("What was sent cannot be accepted.", oauthError, ""), "401": answer("invalid_client: the client did not prove who it is.", oauthError, ""), "404": answer("There is no such issuer.", nil, ""),
		}
	}
	security := []map[string][]string{{"client": {}}, {}}
	return []*huma.Operation{
		{
			OperationID: "pushAuthorizationRequest", Method: http.MethodPost, Path: "/t/{slug}/oauth2/par", Tags: []string{tagClients}, Summary: "Push an authorization request",
			Description: "The parameters of an authorization request go straight here, and the browser carries only their name (RFC 9126). What is wrong with them is said at once.",
			Parameters:  []*huma.Param{slugParam()}, Security: security, RequestBody: withForm(schema(reflect.TypeFor[PushForm](), "PushForm")),
			Responses: refused("201", answer("The name.", schema(reflect.TypeFor[PushedRequest](), "PushedRequest"), "")),
		},
		{
			OperationID: "authorizeDevice", Method: http.MethodPost, Path: "/t/{slug}/oauth2/device_authorization", Tags: []string{tagClients}, Summary: "Sign in a device without a browser",
			Description: "Show the person `user_code` and `verification_uri`, and poll the token endpoint with `device_code` until they have decided (RFC 8628).",
			Parameters:  []*huma.Param{slugParam()}, Security: security, RequestBody: withForm(schema(reflect.TypeFor[DeviceForm](), "DeviceForm")),
			Responses: refused("200", answer("The codes.", schema(reflect.TypeFor[DeviceCodes](), "DeviceCodes"), "")),
		},
		{
			OperationID: "introspectToken", Method: http.MethodPost, Path: "/t/{slug}/oauth2/introspect", Tags: []string{tagClients}, Summary: "Ask whether a token lives",
			Description: "For resource servers with opaque tokens, and for whoever must know at once that a token was revoked (RFC 7662). A token that is none of the caller's business is not active. " +
				"With `Accept: application/token-introspection+jwt` the answer is signed (RFC 9701).",
			Parameters: []*huma.Param{slugParam()}, Security: security, RequestBody: withForm(schema(reflect.TypeFor[TokenForm](), "TokenForm")),
			Responses: refused("200", answer("What there is to say.", schema(reflect.TypeFor[Introspection](), "Introspection"), "")),
		},
		{
			OperationID: "revokeToken", Method: http.MethodPost, Path: "/t/{slug}/oauth2/revoke", Tags: []string{tagClients}, Summary: "Revoke a token",
			Description: "A refresh token takes everything of its grant with it (RFC 7009). A token that is unknown, or another client's, is answered the same.",
			Parameters:  []*huma.Param{slugParam()}, Security: security, RequestBody: withForm(schema(reflect.TypeFor[TokenForm](), "TokenForm")),
			Responses: refused("200", answer("It does not work any more.", nil, "")),
		},
	}
}

// registrationOperations are those of dynamic registration.
func registrationOperations(schemas huma.Registry) []*huma.Operation {
	oauthError := schemas.Schema(reflect.TypeFor[OAuthError](), true, "OAuthError")
	said := schemas.Schema(reflect.TypeFor[ClientMetadata](), true, "ClientMetadata")
	told := schemas.Schema(reflect.TypeFor[RegisteredClient](), true, "RegisteredClient")
	body := &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: said}}}
	bearer := []map[string][]string{{"registration": {}}}
	refused := func(ok string, r *huma.Response) map[string]*huma.Response {
		return map[string]*huma.Response{ok: r, "401": answer("The token is missing, or is not the latest one.", oauthError, ""), "404": answer("There is no such issuer.", nil, "")}
	}
	one := func(method, id, summary, description string, responses map[string]*huma.Response) *huma.Operation {
		return &huma.Operation{
			OperationID: id, Method: method, Path: "/t/{slug}/oauth2/register/{client}", Tags: []string{tagRegister}, Summary: summary, Description: description, Security: bearer, Responses: responses,
			Parameters: []*huma.Param{slugParam(), {Name: "client", In: "path", Required: true, Description: "The client.", Schema: &huma.Schema{Type: "string"}}},
		}
	}
	register := &huma.Operation{
		OperationID: "registerClient", Method: http.MethodPost, Path: "/t/{slug}/oauth2/register", Tags: []string{tagRegister}, Summary: "Register a client",
		Description: "A client says what it is and is given an identifier (RFC 7591, OpenID Connect Registration). Off unless the workspace opens it: with an initial access token, with a software statement, or to everybody.",
		Parameters:  []*huma.Param{slugParam()}, Security: []map[string][]string{{"registration": {}}, {}}, RequestBody: body,
		Responses: refused("201", answer("The client, with its secret and its registration token, shown this once.", told, "")),
	}
	register.Responses["400"] = answer("invalid_client_metadata, invalid_redirect_uri, invalid_software_statement or unapproved_software_statement.", oauthError, "")
	register.Responses["403"] = answer("access_denied: registration is off.", oauthError, "")
	register.Responses["429"] = answer("temporarily_unavailable: too many have registered.", oauthError, "")
	replace := one(http.MethodPut, "replaceRegistration", "Change a registration", "Replaces all of the metadata, and the registration token (RFC 7592 2.2).", refused("200", answer("The client.", told, "")))
	replace.RequestBody = body
	replace.Responses["400"] = answer("invalid_client_metadata or invalid_redirect_uri.", oauthError, "")
	return []*huma.Operation{
		register, one(http.MethodGet, "readRegistration", "Read a registration", "What the client is registered as now (RFC 7592 2.1).", refused("200", answer("The client.", told, ""))), replace,
		one(http.MethodDelete, "deleteRegistration", "Delete a registration", "The client ends, with everything it was granted (RFC 7592 2.3).", refused("204", answer("It is gone.", nil, ""))),
	}
}
