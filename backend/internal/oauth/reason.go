package oauth

// Reason says why a request was refused, in a closed set, for the developer who
// can mend it. Each has a page in docs/errors.md; a test compares the two.
type Reason string

// The reasons. The comment of each names the section that demands the refusal.
const (
	OK Reason = "ok"

	// Authorization (RFC 6749 4.1.2.1, OIDC Core 3.1.2).
	TenantDisabled          Reason = "tenant_disabled"
	ClientIDMissing         Reason = "client_id_missing"
	ClientUnknown           Reason = "client_unknown"
	ClientDisabled          Reason = "client_disabled"
	RedirectURIMissing      Reason = "redirect_uri_missing"
	RedirectURIMismatch     Reason = "redirect_uri_mismatch" // RFC 9700 2.1
	ParameterRepeated       Reason = "parameter_repeated"    // RFC 6749 3.1
	ParameterTooLong        Reason = "parameter_too_long"
	ResponseTypeMissing     Reason = "response_type_missing"
	ResponseTypeUnsupported Reason = "response_type_unsupported"
	ResponseModeUnsupported Reason = "response_mode_unsupported"
	RequestObjectRefused    Reason = "request_object_not_supported"
	RequestURIRefused       Reason = "request_uri_not_supported"
	ScopeMalformed          Reason = "scope_malformed"
	ScopeOpenIDMissing      Reason = "scope_openid_missing"
	ScopeNotAllowed         Reason = "scope_not_allowed"
	PromptMalformed         Reason = "prompt_malformed"
	MaxAgeMalformed         Reason = "max_age_malformed"
	PKCEMissing             Reason = "pkce_challenge_missing"
	PKCEMethodUnsupported   Reason = "pkce_method_unsupported" // RFC 9700 2.1.1
	PKCEChallengeMalformed  Reason = "pkce_challenge_malformed"
	RequestUnknown          Reason = "request_unknown"
	RequestExpired          Reason = "request_expired"
	BrowserMismatch         Reason = "browser_mismatch"
	NoSession               Reason = "no_session"
	LoginDue                Reason = "login_due"
	ConsentMissing          Reason = "consent_missing"
	SelectionDue            Reason = "selection_due"
	PersonRefused           Reason = "person_refused"
	ScopeIgnored            Reason = "scope_ignored"
	OfflineAccessIgnored    Reason = "offline_access_ignored"

	// Token (RFC 6749 5.2).
	GrantTypeMissing        Reason = "grant_type_missing"
	GrantTypeUnsupported    Reason = "grant_type_unsupported"
	GrantTypeNotAllowed     Reason = "grant_type_not_allowed"
	ClientAuthMissing       Reason = "client_authentication_missing"
	ClientAuthMalformed     Reason = "client_authentication_malformed"
	ClientAuthTwice         Reason = "client_authentication_twice"
	ClientAuthMethod        Reason = "client_authentication_method_not_allowed"
	ClientSecretWrong       Reason = "client_secret_wrong"
	CodeMissing             Reason = "code_missing"
	CodeUnknown             Reason = "code_unknown"
	CodeExpired             Reason = "code_expired"
	CodeReplayed            Reason = "code_replayed"
	CodeOtherClient         Reason = "code_of_another_client"
	CodeRedirectURI         Reason = "code_redirect_uri_mismatch"
	PKCEVerifierMissing     Reason = "pkce_verifier_missing"
	PKCEVerifierUnexpected  Reason = "pkce_verifier_unexpected"
	PKCEVerifierMalformed   Reason = "pkce_verifier_malformed"
	PKCEVerifierWrong       Reason = "pkce_verifier_wrong"
	ConnectionEnded         Reason = "connection_ended"
	RefreshTokenMissing     Reason = "refresh_token_missing"
	RefreshTokenUnknown     Reason = "refresh_token_unknown"
	RefreshTokenExpired     Reason = "refresh_token_expired"
	RefreshTokenReused      Reason = "refresh_token_reused"
	RefreshTokenRepeated    Reason = "refresh_token_repeated" // decision D10
	RefreshTokenOtherClient Reason = "refresh_token_of_another_client"
	GrantRevoked            Reason = "grant_revoked"
	ScopeWidened            Reason = "scope_widened"

	// Protected resources (RFC 6750 3.1).
	BearerMissing     Reason = "bearer_missing"
	BearerTwice       Reason = "bearer_twice"
	TokenMalformed    Reason = "access_token_malformed"
	TokenUnknown      Reason = "access_token_unknown"
	TokenExpired      Reason = "access_token_expired"
	ScopeInsufficient Reason = "scope_insufficient"

	// Any.
	BodyMalformed Reason = "body_malformed"
	BodyType      Reason = "body_content_type"
	BodyTooLarge  Reason = "body_too_large"
	Failed        Reason = "server_failure"
)

type reasonInfo struct {
	code    Code
	wire    string // what the relying party reads: same text where telling apart would help an attacker
	summary string // what the developer reads
}

const (
	wireGrant  = "The grant is not valid: it is unknown, used, expired, or was made for another client or redirect URI."
	wireClient = "Client authentication failed."
)

var reasons = map[Reason]reasonInfo{ //nolint:gochecknoglobals // a constant table
	OK: {"", "", "The request succeeded."},

	TenantDisabled:          {AccessDenied, "This service is not available.", "The workspace is disabled."},
	ClientIDMissing:         {InvalidRequest, "client_id is missing.", "The request has no client_id."},
	ClientUnknown:           {InvalidRequest, "The client is not known.", "No client of this workspace has this client_id. Compare it with the client's page; a client of another workspace has another issuer."},
	ClientDisabled:          {UnauthorizedClient, "The client is disabled.", "The client is disabled in its settings."},
	RedirectURIMissing:      {InvalidRequest, "redirect_uri is missing.", "The request has no redirect_uri. It must always be sent, exactly as registered."},
	RedirectURIMismatch:     {InvalidRequest, "redirect_uri is not registered for this client.", "The redirect_uri is not one of those registered for this client. They are compared character by character."},
	ParameterRepeated:       {InvalidRequest, "A parameter is repeated.", "A parameter was sent more than once."},
	ParameterTooLong:        {InvalidRequest, "A parameter is too long.", "A parameter is longer than this server accepts."},
	ResponseTypeMissing:     {InvalidRequest, "response_type is missing.", "The request has no response_type. Use response_type=code."},
	ResponseTypeUnsupported: {UnsupportedResponseType, "response_type must be code.", "Only response_type=code is supported; implicit and hybrid responses are not."},
	ResponseModeUnsupported: {InvalidRequest, "response_mode is not supported.", "The response_mode is not one that this issuer's discovery document lists."},
	RequestObjectRefused:    {RequestNotSupported, "The request parameter is not supported.", "Request objects by value are not supported here."},
	RequestURIRefused:       {RequestURINotSupported, "The request_uri parameter is not supported.", "Request objects by reference are not supported here."},
	ScopeMalformed:          {InvalidScope, "scope is malformed.", "The scope parameter is missing or holds characters that a scope cannot have."},
	ScopeOpenIDMissing:      {InvalidScope, "scope must contain openid.", "Every request to Alias asks for openid: it is what gives the person an alias ID at your service."},
	ScopeNotAllowed:         {InvalidScope, "A scope is not allowed for this client.", "The client asked for a scope that its settings do not allow."},
	PromptMalformed:         {InvalidRequest, "prompt is malformed.", "prompt holds an unknown value, or none together with another."},
	MaxAgeMalformed:         {InvalidRequest, "max_age must be a whole number of seconds.", "max_age is not a whole number of seconds, zero or more."},
	PKCEMissing:             {InvalidRequest, "code_challenge is missing.", "This client must use PKCE: send code_challenge and code_challenge_method=S256. A confidential client can switch the demand off in its settings."},
	PKCEMethodUnsupported:   {InvalidRequest, "code_challenge_method must be S256.", "Only code_challenge_method=S256 is accepted; a missing method means plain, which protects nothing."},
	PKCEChallengeMalformed:  {InvalidRequest, "code_challenge is malformed.", "code_challenge is not the unpadded base64url of a SHA-256 (43 characters)."},
	RequestUnknown:          {InvalidRequest, "The request is not known.", "The sign-in page was opened for a request that this workspace does not know."},
	RequestExpired:          {InvalidRequest, "The request has expired.", "The person took longer than the request lives. Starting again from the service helps."},
	BrowserMismatch:         {InvalidRequest, "The request was started in another browser.", "The sign-in was continued in another browser than the one that began it, or the browser blocks cookies."},
	NoSession:               {LoginRequired, "The person is not signed in.", "prompt=none was sent, and nobody is signed in to Alias in this browser."},
	LoginDue:                {LoginRequired, "The person must sign in again.", "prompt=none was sent, and max_age or prompt asks for a fresh sign-in."},
	ConsentMissing:          {ConsentRequired, "The person has not agreed yet.", "prompt=none was sent, and the person has not yet agreed to what is asked for."},
	SelectionDue:            {AccountSelection, "The person must choose an account.", "prompt=none was sent, and several people are signed in to Alias in this browser."},
	PersonRefused:           {AccessDenied, "The person refused.", "The person pressed the refusing button."},
	ScopeIgnored:            {"", "", "The request succeeded. A scope that Alias does not have was asked for and left out."},
	OfflineAccessIgnored:    {"", "", "The request succeeded. offline_access was asked for and left out, because the client may not use the refresh_token grant. Allow it in the client's settings."},

	GrantTypeMissing:        {InvalidRequest, "grant_type is missing.", "The request has no grant_type."},
	GrantTypeUnsupported:    {UnsupportedGrantType, "The grant type is not supported.", "This issuer does not support the grant_type."},
	GrantTypeNotAllowed:     {UnauthorizedClient, "The client may not use this grant type.", "The client's settings do not allow this grant_type."},
	ClientAuthMissing:       {InvalidClient, wireClient, "The client sent no credentials: neither HTTP Basic nor client_id and client_secret in the body."},
	ClientAuthMalformed:     {InvalidClient, wireClient, "The Authorization header cannot be read. HTTP Basic is base64 of the form-encoded client ID, a colon, and the form-encoded secret."},
	ClientAuthTwice:         {InvalidClient, wireClient, "The client authenticated in two ways in one request. Use one."},
	ClientAuthMethod:        {InvalidClient, wireClient, "The client authenticated by a method that its settings do not allow."},
	ClientSecretWrong:       {InvalidClient, wireClient, "The client secret is wrong, expired or deleted."},
	CodeMissing:             {InvalidRequest, "code is missing.", "The request has no code."},
	CodeUnknown:             {InvalidGrant, wireGrant, "No such code was issued by this workspace."},
	CodeExpired:             {InvalidGrant, wireGrant, "The code is older than the minute it lives."},
	CodeReplayed:            {InvalidGrant, wireGrant, "The code had been used already. Everything it had bought is now revoked (RFC 6749 4.1.2)."},
	CodeOtherClient:         {InvalidGrant, wireGrant, "The code was issued to another client. It is now worthless."},
	CodeRedirectURI:         {InvalidGrant, wireGrant, "redirect_uri differs from the one of the authorization request. Send exactly the same."},
	PKCEVerifierMissing:     {InvalidGrant, wireGrant, "The authorization request had a code_challenge, and the token request has no code_verifier."},
	PKCEVerifierUnexpected:  {InvalidGrant, wireGrant, "The token request has a code_verifier, and the authorization request had no code_challenge."},
	PKCEVerifierMalformed:   {InvalidGrant, wireGrant, "code_verifier must have 43 to 128 unreserved characters (RFC 7636 4.1)."},
	PKCEVerifierWrong:       {InvalidGrant, wireGrant, "The code_verifier does not fit the code_challenge."},
	ConnectionEnded:         {InvalidGrant, wireGrant, "The person has left the service or withdrawn the permission."},
	RefreshTokenMissing:     {InvalidRequest, "refresh_token is missing.", "The request has no refresh_token."},
	RefreshTokenUnknown:     {InvalidGrant, wireGrant, "No such refresh token was issued by this workspace."},
	RefreshTokenExpired:     {InvalidGrant, wireGrant, "The refresh token was not used for too long, or its grant has reached its end."},
	RefreshTokenReused:      {InvalidGrant, wireGrant, "A refresh token that had been replaced came back after the grace period. The whole grant is now revoked (RFC 9700 4.14)."},
	RefreshTokenRepeated:    {InvalidGrant, wireGrant, "A refresh token that had been replaced came back too often within the grace period. The grant lives on: use the token that replaced it."},
	RefreshTokenOtherClient: {InvalidGrant, wireGrant, "The refresh token was issued to another client."},
	GrantRevoked:            {InvalidGrant, wireGrant, "The grant has been revoked."},
	ScopeWidened:            {InvalidScope, "scope asks for more than was granted.", "A refresh may ask for fewer scopes than were granted, not for others (RFC 6749 6)."},

	BearerMissing:     {InvalidRequest, "No access token was sent.", "The request has no access token. Send it as Authorization: Bearer."},
	BearerTwice:       {InvalidRequest, "The access token was sent in more than one way.", "The access token was sent in more than one way (RFC 6750 2)."},
	TokenMalformed:    {InvalidToken, "The access token is not valid.", "The access token is damaged: its checksum is wrong. It may have been cut off."},
	TokenUnknown:      {InvalidToken, "The access token is not valid.", "No such access token was issued by this workspace, or it has been revoked."},
	TokenExpired:      {InvalidToken, "The access token is not valid.", "The access token has expired. Refresh it."},
	ScopeInsufficient: {InsufficientScope, "The access token lacks a scope.", "The access token does not carry the scope that this endpoint needs."},

	BodyMalformed: {InvalidRequest, "The request body cannot be read.", "The request body is not a well-formed form."},
	BodyType:      {InvalidRequest, "The content type must be application/x-www-form-urlencoded.", "The request body has another content type than application/x-www-form-urlencoded."},
	BodyTooLarge:  {InvalidRequest, "The request is too large.", "The request body is larger than this server accepts."},
	Failed:        {ServerError, "Something failed on our side.", "Something failed inside Alias. It has been logged under the correlation ID."},
}

// Summary is a sentence for the developer: what happened and what to do.
func (r Reason) Summary() string { return reasons[r].summary }

// Known reports whether r is in the closed set.
func (r Reason) Known() bool { _, ok := reasons[r]; return ok }

// Reasons lists the closed set, for the documentation and its test.
func Reasons() []Reason {
	out := make([]Reason, 0, len(reasons))
	for r := range reasons {
		out = append(out, r)
	}
	return out
}
