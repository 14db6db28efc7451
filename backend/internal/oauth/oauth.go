// Package oauth holds the words of the protocol: parameters, grant types,
// scopes, prompts, reasons and errors. It does no IO and knows nothing of HTTP
// or of the database. Its sources are RFC 6749, RFC 6750, RFC 7636, RFC 8414,
// RFC 9207 and OpenID Connect Core 1.0.
package oauth

import (
	"slices"
	"strings"
)

// GrantType is a value of the grant_type parameter (RFC 6749 4).
type GrantType string

// The grant types this server knows.
const (
	AuthorizationCode GrantType = "authorization_code"
	RefreshToken      GrantType = "refresh_token"
	ClientCredentials GrantType = "client_credentials"                              // RFC 6749 4.4
	DeviceCode        GrantType = "urn:ietf:params:oauth:grant-type:device_code"    // RFC 8628 3.4
	TokenExchange     GrantType = "urn:ietf:params:oauth:grant-type:token-exchange" //nolint:gosec // a name (RFC 8693 2.1)
	JWTBearer         GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer"     //nolint:gosec // a name (RFC 7523 2.1)
	Implicit          GrantType = "implicit"                                        // behind a tenant's compatibility switch
)

// GrantTypes lists every grant type that a client may be allowed.
func GrantTypes() []GrantType {
	return []GrantType{AuthorizationCode, RefreshToken, ClientCredentials, DeviceCode, TokenExchange, JWTBearer, Implicit}
}

// Scope is one scope token (RFC 6749 3.3).
type Scope = string

// The scopes of Alias.
const (
	OpenID        Scope = "openid"         // the alias ID; mandatory (OIDC Core 3.1.2.1)
	Profile       Scope = "profile"        // the public face of the pseudonym
	Nickname      Scope = "nickname"       // the nickname the person goes by at this service
	Email         Scope = "email"          // the relay address
	OfflineAccess Scope = "offline_access" // act while the person is away (OIDC Core 11)
	Address       Scope = "address"        // the postal address (OIDC Core 5.4)
	Phone         Scope = "phone"          // the telephone number (OIDC Core 5.4)
	Contact       Scope = "contact"        // send messages through Alias
)

// Scopes lists every scope in the order consent shows them.
func Scopes() []Scope {
	return []Scope{OpenID, Profile, Nickname, Email, Address, Phone, Contact, OfflineAccess}
}

// DefaultScopes are those of a client whose developer names none: what a service
// needs to know a person by and to reach them.
func DefaultScopes() []Scope {
	return []Scope{OpenID, Profile, Nickname, Email, Contact, OfflineAccess}
}

// IsScopeToken reports whether s has the syntax of a scope token (RFC 6749 3.3).
func IsScopeToken(s string) bool {
	if s == "" {
		return false
	}
	for _, c := range []byte(s) {
		if c < 0x21 || c > 0x7e || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// SplitScope splits a scope parameter into distinct tokens, in order.
func SplitScope(s string) []Scope {
	var out []Scope
	for _, t := range strings.Split(s, " ") {
		if t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// JoinScope is the scope parameter for tokens.
func JoinScope(tokens []Scope) string { return strings.Join(tokens, " ") }

// Subset reports whether every element of a is in b.
func Subset(a, b []string) bool {
	for _, s := range a {
		if !slices.Contains(b, s) {
			return false
		}
	}
	return true
}

// Intersect keeps the elements of a that are in b, in the order of a.
func Intersect(a, b []string) []string {
	out := make([]string, 0, len(a))
	for _, s := range a {
		if slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

// Prompt is a value of the prompt parameter (OIDC Core 3.1.2.1).
type Prompt = string

// The prompts this server knows.
const (
	PromptNone          Prompt = "none"
	PromptLogin         Prompt = "login"
	PromptConsent       Prompt = "consent"
	PromptSelectAccount Prompt = "select_account"
	PromptCreate        Prompt = "create" // Initiating User Registration via OpenID Connect 1.0
)

// Prompts lists every prompt.
func Prompts() []Prompt {
	return []Prompt{PromptNone, PromptLogin, PromptConsent, PromptSelectAccount, PromptCreate}
}

// ResponseModes lists the response modes (OAuth 2.0 Multiple Response Types 2.1,
// Form Post Response Mode 2, JARM 2.3): where the answer of an authorization request
// stands, and whether it is signed. jwt is the usual place of the response type.
func ResponseModes() []string {
	return []string{"query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt", "jwt"}
}

// The authentication context classes of Alias.
const (
	ACRPassword = "urn:alias:acr:pwd" //nolint:gosec // a name, not a password
)

// ACRValues lists the authentication context classes that people can reach.
func ACRValues() []string { return []string{ACRPassword} }

// Authentication method references (RFC 8176 2).
const (
	AMRPassword = "pwd"
)

// Client authentication methods (RFC 7591 2). AuthSecret is ours: the client
// may send its secret either way, but not both ways at once.
const (
	AuthSecret      = "client_secret"
	AuthSecretBasic = "client_secret_basic"
	AuthSecretPost  = "client_secret_post"
	AuthNone        = "none"
	// RFC 7523 2.2, RFC 8705 2.1 and 2.2.
	AuthPrivateKeyJWT = "private_key_jwt"
	AuthTLS           = "tls_client_auth"
	AuthSelfSignedTLS = "self_signed_tls_client_auth"
)

// AuthMethods lists the ways a client may be set to authenticate.
func AuthMethods() []string {
	return []string{AuthSecret, AuthSecretBasic, AuthSecretPost, AuthPrivateKeyJWT, AuthTLS, AuthSelfSignedTLS, AuthNone}
}
