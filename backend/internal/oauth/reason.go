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

	ResponseTypeNotAllowed Reason = "response_type_not_allowed"  // RFC 7591 2
	NonceMissing           Reason = "nonce_missing"              // OIDC Core 3.2.2.1
	ClaimsMalformed        Reason = "claims_malformed"           // OIDC Core 5.5
	ACRUnmet               Reason = "acr_unmet"                  // OIDC Core 5.5.1.1
	ACRDue                 Reason = "acr_due"                    // RFC 9470 4
	HintInvalid            Reason = "id_token_hint_invalid"      // OIDC Core 3.1.2.1
	HintMismatch           Reason = "id_token_hint_other_person" // OIDC Core 3.1.2.1
	JKTMalformed           Reason = "dpop_jkt_malformed"         // RFC 9449 10
	JKTMismatch            Reason = "dpop_jkt_mismatch"          // RFC 9449 10.1
	PushedRequired         Reason = "pushed_request_required"    // RFC 9126 5
	PushedUnknown          Reason = "pushed_request_unknown"     // RFC 9126 2.2
	PushedExpired          Reason = "pushed_request_expired"     // RFC 9126 4
	PushedUsed             Reason = "pushed_request_used"        // RFC 9126 4
	PushedOtherClient      Reason = "pushed_request_of_another_client"
	PushedWithRequestURI   Reason = "pushed_request_with_request_uri" // RFC 9126 2.1
	RequestTwice           Reason = "request_and_request_uri"         // RFC 9101 5
	RequestURIUnregistered Reason = "request_uri_unregistered"        // RFC 9101 10.4
	RequestURIUnreachable  Reason = "request_uri_unreachable"         // RFC 9101 5.2.3
	RequestObjectMalformed Reason = "request_object_malformed"        // RFC 9101 4
	RequestObjectSignature Reason = "request_object_signature"        // RFC 9101 6.2
	RequestObjectAlg       Reason = "request_object_algorithm"        // RFC 9101 10.2
	RequestObjectParties   Reason = "request_object_parties"          // RFC 9101 4
	RequestObjectTime      Reason = "request_object_time"             // FAPI 2.0 Message Signing 5.3.1
	RequestObjectNested    Reason = "request_object_nested"           // RFC 9101 4
	RequestObjectClient    Reason = "request_object_client_id"        // RFC 9101 5
	SignedRequestRequired  Reason = "signed_request_required"         // RFC 9101 10.5

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

	// Tokens for resources and by other grants (RFC 8707, RFC 8628, RFC 8693, RFC 7523).
	CodeOtherKey         Reason = "code_of_another_key"          // RFC 9449 10
	RefreshTokenOtherKey Reason = "refresh_token_of_another_key" // RFC 9449 5
	ResourceUnknown      Reason = "resource_unknown"
	ResourceWidened      Reason = "resource_widened"
	ResourcesDisagree    Reason = "resources_disagree"
	ScopeOfPerson        Reason = "scope_of_a_person" // RFC 6749 4.4
	DeviceCodeMissing    Reason = "device_code_missing"
	DeviceCodeUnknown    Reason = "device_code_unknown"
	DeviceCodeOther      Reason = "device_code_of_another_client"
	DeviceCodeOtherKey   Reason = "device_code_of_another_key"
	DeviceCodeExpired    Reason = "device_code_expired"
	DevicePending        Reason = "device_pending"
	DeviceTooFast        Reason = "device_polls_too_fast"
	DeviceRefused        Reason = "device_refused"
	ExchangeMalformed    Reason = "token_exchange_malformed"
	ExchangeSubject      Reason = "token_exchange_subject_token"
	ExchangeActor        Reason = "token_exchange_actor_token"
	ExchangeSector       Reason = "token_exchange_other_identities"
	ExchangeTarget       Reason = "token_exchange_target_not_allowed"
	AssertionMissing     Reason = "assertion_missing"
	AssertionMalformed   Reason = "assertion_malformed"
	AssertionUntrusted   Reason = "assertion_untrusted"
	AssertionSignature   Reason = "assertion_signature"
	AssertionAudience    Reason = "assertion_audience"
	AssertionTime        Reason = "assertion_time"
	AssertionReplayed    Reason = "assertion_replayed"
	AssertionKeys        Reason = "assertion_keys_unavailable"

	// Introspection and revocation (RFC 7662, RFC 7009).
	TokenMissing        Reason = "token_missing"
	IntrospectionPublic Reason = "introspection_by_public_client"
	TokenInactive       Reason = "token_inactive"
	TokenForeign        Reason = "token_of_another_client"

	// Client authentication by keys and certificates (RFC 7523 3, RFC 8705 2).
	ClientAssertionMalformed Reason = "client_assertion_malformed"
	ClientAssertionAlg       Reason = "client_assertion_algorithm"
	ClientAssertionKey       Reason = "client_assertion_key_unknown"
	ClientAssertionSignature Reason = "client_assertion_signature"
	ClientAssertionSubject   Reason = "client_assertion_of_another_client"
	ClientAssertionAudience  Reason = "client_assertion_audience"
	ClientAssertionTime      Reason = "client_assertion_time"
	ClientAssertionReplayed  Reason = "client_assertion_replayed"
	ClientKeysUnavailable    Reason = "client_keys_unavailable"
	ClientCertMissing        Reason = "client_certificate_missing"
	ClientCertUntrusted      Reason = "client_certificate_untrusted"
	ClientCertWrong          Reason = "client_certificate_wrong"

	// Tokens bound to their sender (RFC 9449, RFC 8705 3).
	DPoPProofMissing   Reason = "dpop_proof_missing"
	DPoPProofTwice     Reason = "dpop_proof_twice"
	DPoPProofMalformed Reason = "dpop_proof_malformed"
	DPoPProofMethod    Reason = "dpop_proof_method"
	DPoPProofURI       Reason = "dpop_proof_uri"
	DPoPProofTime      Reason = "dpop_proof_time"
	DPoPProofToken     Reason = "dpop_proof_of_another_token" //nolint:gosec // a name, not a token
	DPoPProofReplayed  Reason = "dpop_proof_replayed"
	DPoPNonceDue       Reason = "dpop_nonce_due"
	CertificateMissing Reason = "certificate_missing"
	TokenScheme        Reason = "access_token_scheme"
	TokenKey           Reason = "access_token_key_wrong"
	TokenCertificate   Reason = "access_token_certificate_wrong"

	// Protected resources (RFC 6750 3.1).
	BearerMissing     Reason = "bearer_missing"
	BearerTwice       Reason = "bearer_twice"
	TokenMalformed    Reason = "access_token_malformed"
	TokenUnknown      Reason = "access_token_unknown"
	TokenExpired      Reason = "access_token_expired"
	TokenElsewhere    Reason = "access_token_for_another_resource"
	ScopeInsufficient Reason = "scope_insufficient"

	// Signing out (OIDC RP-Initiated Logout 2 and 3).
	LogoutHintClient  Reason = "logout_hint_of_another_client"
	LogoutURIMismatch Reason = "post_logout_redirect_uri_mismatch"
	LogoutURIAlone    Reason = "post_logout_redirect_uri_alone"

	// Registration (RFC 7591 3.2.2, RFC 7592 2).
	RegistrationClosed       Reason = "registration_closed"
	RegistrationTokenMissing Reason = "registration_token_missing"
	RegistrationTokenSpent   Reason = "registration_token_spent"
	RegistrationAccess       Reason = "registration_access_refused"
	RegistrationQuota        Reason = "registration_quota"
	MetadataUnreadable       Reason = "metadata_unreadable"
	MetadataRefused          Reason = "metadata_refused"
	MetadataRedirectURI      Reason = "metadata_redirect_uri_refused"
	StatementMissing         Reason = "software_statement_missing"
	StatementInvalid         Reason = "software_statement_invalid"
	StatementUnapproved      Reason = "software_statement_unapproved"

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
	wirePushed = "request_uri is not valid: it is unknown, used, expired, or was made for another client."
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
	ResponseTypeUnsupported: {UnsupportedResponseType, "The response_type is not supported.", "Only response_type=code is supported here. Implicit and hybrid responses are behind the workspace's switch compatibility.implicit_and_hybrid, and never for a client with the profile oauth21 or fapi2."},
	ResponseModeUnsupported: {InvalidRequest, "response_mode is not supported.", "The response_mode is not one that this issuer's discovery document lists."},
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

	ResponseTypeNotAllowed: {UnauthorizedClient, "The client may not use this response_type.", "The response_type is not among the response_types of the client's settings."},
	NonceMissing:           {InvalidRequest, "nonce is missing.", "A response with an ID token in it needs a nonce, which ties the token to the request (OIDC Core 3.2.2.1)."},
	ClaimsMalformed:        {InvalidRequest, "claims is malformed.", "The claims parameter is not the JSON object of OIDC Core 5.5: members userinfo and id_token, each an object of claim names with null or an object."},
	ACRUnmet:               {UnmetAuthentication, "The authentication that is demanded is not available.", "The claims parameter makes an acr essential that Alias does not have. acr_values asks for one without demanding it."},
	ACRDue:                 {LoginRequired, "The person must sign in again.", "prompt=none was sent, and the person signed in by other means than the essential acr demands."},
	HintInvalid:            {InvalidRequest, "id_token_hint is not valid.", "The id_token_hint is not an ID token that this workspace issued to this client. An expired one is fine; one of another issuer, of another client, or changed is not."},
	HintMismatch:           {LoginRequired, "Another person is signed in.", "id_token_hint, or sub in the claims parameter, names another person than the one who is signed in."},
	JKTMalformed:           {InvalidRequest, "dpop_jkt is malformed.", "dpop_jkt is not the unpadded base64url of a SHA-256 thumbprint (43 characters, RFC 7638)."},
	JKTMismatch:            {InvalidDPoPProof, "dpop_jkt and the DPoP proof are of different keys.", "The pushed request came with a DPoP proof, and its dpop_jkt names another key."},

	PushedRequired:       {InvalidRequest, "The request must be pushed.", "This client's settings demand that authorization requests are pushed: send the parameters to the pushed authorization request endpoint, and the request_uri it answers here (RFC 9126)."},
	PushedUnknown:        {InvalidRequestURI, wirePushed, "No pushed request of this workspace has this request_uri."},
	PushedExpired:        {InvalidRequestURI, wirePushed, "The pushed request is older than the minute it lives. Push it when the person is about to leave, not before."},
	PushedUsed:           {InvalidRequestURI, wirePushed, "The pushed request was answered already. Each is good for one answer."},
	PushedOtherClient:    {InvalidRequestURI, wirePushed, "The request was pushed by another client."},
	PushedWithRequestURI: {InvalidRequest, "request_uri cannot be pushed.", "A pushed request has a request_uri in it. Push the parameters themselves, or a request object in request (RFC 9126 2.1)."},

	RequestTwice:           {InvalidRequest, "request and request_uri were both sent.", "A request has a request object by value or by reference, not both (RFC 9101 5)."},
	RequestURIUnregistered: {InvalidRequestURI, "request_uri is not registered for this client.", "The request_uri is not one of the request_uris of the client's settings. They are compared character by character, with their fragment."},
	RequestURIUnreachable:  {InvalidRequestURI, "request_uri could not be read.", "The request_uri could not be fetched: see what was received."},
	RequestObjectMalformed: {InvalidRequestObject, "The request object cannot be read.", "The request object is not a signed JWT in compact form whose payload is one JSON object of parameters."},
	RequestObjectSignature: {InvalidRequestObject, "The signature of the request object cannot be verified.", "None of the client's keys (jwks or jwks_uri) verifies the request object."},
	RequestObjectAlg:       {InvalidRequestObject, "The algorithm of the request object is not accepted.", "The request object is unsigned, encrypted, or signed with an algorithm that the client's settings (request_object_signing_alg, profile) do not accept."},
	RequestObjectParties:   {InvalidRequestObject, "iss or aud of the request object is wrong.", "A request object has the client_id as its iss, and this issuer as its aud or in it."},
	RequestObjectTime:      {InvalidRequestObject, "exp or nbf of the request object is wrong.", "The request object is too old or too young. A client held to FAPI 2.0 must send exp and nbf: exp at most 60 minutes after nbf, and nbf at most 60 minutes ago."},
	RequestObjectNested:    {InvalidRequestObject, "A request object cannot contain another.", "The request object has request or request_uri in it (RFC 9101 4)."},
	RequestObjectClient:    {InvalidRequestObject, "client_id of the request object differs.", "client_id in the request object is not the one of the request."},
	SignedRequestRequired:  {InvalidRequest, "The request must be signed.", "This client's settings demand that its requests are signed: send the parameters as a request object (RFC 9101)."},

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

	CodeOtherKey:         {InvalidGrant, wireGrant, "The code is bound to a DPoP key, and the token request did not prove that key (RFC 9449 10)."},
	RefreshTokenOtherKey: {InvalidGrant, wireGrant, "The refresh token of a public client is bound to its DPoP key, and the token request did not prove that key (RFC 9449 5)."},
	ResourceUnknown:      {InvalidTarget, "resource is not known.", "The workspace has no resource with this identifier. They are compared character by character, but for one slash at the end."},
	ResourceWidened:      {InvalidTarget, "resource is not part of the grant.", "A token request may ask for resources that the authorization request named, not for others (RFC 8707 2.2)."},
	ResourcesDisagree:    {InvalidTarget, "These resources need a token each.", "The resources take access tokens of different algorithms or types, so that no token fits them all. Ask for one after the other."},
	ScopeOfPerson:        {InvalidScope, "A scope is about a person.", "client_credentials is about nobody: openid, offline_access and the scopes of the pseudonym need a person who agrees."},
	DeviceCodeMissing:    {InvalidRequest, "device_code is missing.", "The request has no device_code."},
	DeviceCodeUnknown:    {InvalidGrant, wireGrant, "No such device code waits at this workspace: it was never issued, or what it stood for was fetched already."},
	DeviceCodeOther:      {InvalidGrant, wireGrant, "The device code was issued to another client."},
	DeviceCodeOtherKey:   {InvalidGrant, wireGrant, "The device code was asked for with a DPoP proof, and the token request did not prove the same key."},
	DeviceCodeExpired:    {ExpiredToken, "The device code has expired.", "The person took longer than the device code lives. Begin again."},
	DevicePending:        {AuthorizationPending, "The person has not decided yet.", "The person has not decided yet. Ask again after the interval."},
	DeviceTooFast:        {SlowDown, "Ask less often.", "The device asked again before its interval was over. The interval is now five seconds longer."},
	DeviceRefused:        {AccessDenied, "The person refused.", "The person refused at the device page."},
	ExchangeMalformed:    {InvalidRequest, "The token exchange request is malformed.", "A parameter of the token exchange is missing, or names a token type that is not exchanged here (RFC 8693 2.1)."},
	ExchangeSubject:      {InvalidRequest, "subject_token is not valid.", "The subject token is not a live access token of this workspace that this client may exchange."},
	ExchangeActor:        {InvalidRequest, "actor_token is not valid.", "The actor token is not a live access token of this workspace, is in other hands, or would be one actor too many."},
	ExchangeSector:       {InvalidRequest, "subject_token is not valid.", "The subject token is of a client with identities of its own: exchanging it would tell which two pseudonyms are one person."},
	ExchangeTarget:       {InvalidTarget, "The target of the exchange is not allowed.", "token_exchange_audiences of the client does not list the resource or client that the token is to be for. It is empty by default: nothing may be exchanged."},
	AssertionMissing:     {InvalidRequest, "assertion is missing.", "The request has no assertion."},
	AssertionMalformed:   {InvalidGrant, wireGrant, "The assertion cannot be read: it is a signed JWT with iss, sub, aud and exp (RFC 7523 3)."},
	AssertionUntrusted:   {InvalidGrant, wireGrant, "No federated credential of the client names the assertion's issuer and subject."},
	AssertionSignature:   {InvalidGrant, wireGrant, "The assertion is not signed by a key of its issuer with an algorithm that is allowed."},
	AssertionAudience:    {InvalidGrant, wireGrant, "The assertion is for somebody else: aud must be this issuer, its token endpoint, or the audience of the federated credential."},
	AssertionTime:        {InvalidGrant, wireGrant, "The assertion has expired, is not valid yet, or would live for more than an hour."},
	AssertionReplayed:    {InvalidGrant, wireGrant, "The assertion was used before."},
	AssertionKeys:        {InvalidGrant, wireGrant, "The keys of the assertion's issuer could not be had. Look at the jwks_uri of the federated credential, or the issuer's own metadata."},

	TokenMissing:        {InvalidRequest, "token is missing.", "The request has no token."},
	IntrospectionPublic: {InvalidClient, wireClient, "A public client cannot prove who it is, so it may not ask about tokens."},
	TokenInactive:       {"", "", "The request succeeded. The token is not active: it is unknown, expired or revoked."},
	TokenForeign:        {"", "", "The request succeeded. The token is another client's, or for nobody this client serves, so it was treated as unknown."},

	ClientAssertionMalformed: {InvalidClient, wireClient, "The client assertion cannot be read. client_assertion_type is urn:ietf:params:oauth:client-assertion-type:jwt-bearer, and client_assertion a signed JWT with iss, sub, aud, exp and jti (RFC 7523 3)."},
	ClientAssertionAlg:       {InvalidClient, wireClient, "The client assertion is signed with an algorithm that is not allowed for this client. Client secrets never sign: they are stored as hashes only."},
	ClientAssertionKey:       {InvalidClient, wireClient, "The client assertion is signed with a key that is not among the client's keys. Compare its kid with the client's jwks or with what its jwks_uri serves."},
	ClientAssertionSignature: {InvalidClient, wireClient, "The signature of the client assertion does not fit the client's key."},
	ClientAssertionSubject:   {InvalidClient, wireClient, "iss and sub of the client assertion must both be the client's own client_id, and so must client_id where it is sent."},
	ClientAssertionAudience:  {InvalidClient, wireClient, "The client assertion is for somebody else: aud must be this issuer. Clients of a FAPI profile must send it as a plain string; others may also name the endpoint they call."},
	ClientAssertionTime:      {InvalidClient, wireClient, "The client assertion has expired, is not valid yet, or would live for more than five minutes. Compare the clocks."},
	ClientAssertionReplayed:  {InvalidClient, wireClient, "The client assertion was used before. Each request needs one of its own, with a jti of its own."},
	ClientKeysUnavailable:    {InvalidClient, wireClient, "The client's public keys could not be had. Look at its jwks or jwks_uri."},
	ClientCertMissing:        {InvalidClient, wireClient, "The client authenticates by a certificate, and the request came without one. Use the endpoints of mtls_endpoint_aliases."},
	ClientCertUntrusted:      {InvalidClient, wireClient, "The client's certificate is outside its time, or was not issued by an authority that this deployment trusts for clients."},
	ClientCertWrong:          {InvalidClient, wireClient, "The certificate is not this client's: compare its subject, or its key, with the client's settings."},

	DPoPProofMissing:   {InvalidDPoPProof, "A DPoP proof is needed.", "The client's access tokens are bound to a key, and the request came without a DPoP proof."},
	DPoPProofTwice:     {InvalidDPoPProof, "The DPoP proof is not valid.", "The request has more than one DPoP header."},
	DPoPProofMalformed: {InvalidDPoPProof, "The DPoP proof is not valid.", "The DPoP proof is not a JWT of type dpop+jwt with a public key in its header, signed by that key, with jti, htm, htu and iat (RFC 9449 4.3)."},
	DPoPProofMethod:    {InvalidDPoPProof, "The DPoP proof is not valid.", "htm of the DPoP proof is not the method of the request."},
	DPoPProofURI:       {InvalidDPoPProof, "The DPoP proof is not valid.", "htu of the DPoP proof is not the address of this endpoint."},
	DPoPProofTime:      {InvalidDPoPProof, "The DPoP proof is not valid.", "The DPoP proof is older than a minute or comes from the future. Make one for each request, and compare the clocks."},
	DPoPProofToken:     {InvalidDPoPProof, "The DPoP proof is not valid.", "ath of the DPoP proof is not the hash of the access token that came with it."},
	DPoPProofReplayed:  {InvalidDPoPProof, "The DPoP proof is not valid.", "The DPoP proof was used before. Make one for each request, with a jti of its own."},
	DPoPNonceDue:       {UseDPoPNonce, "The DPoP proof needs the nonce of this answer.", "The client must use nonces in its DPoP proofs, and this one has none or an old one. The DPoP-Nonce header of the answer holds the next; libraries repeat the request by themselves."},
	CertificateMissing: {InvalidRequest, "A client certificate is needed.", "The client's access tokens are bound to its certificate, and the request came without one. Use the endpoints of mtls_endpoint_aliases."},
	TokenScheme:        {InvalidToken, "The access token is not valid.", "The access token is bound to a key and was sent as a bearer token, or the other way round. Use the scheme that token_type of the token response named."},
	TokenKey:           {InvalidToken, "The access token is not valid.", "The access token is bound to another key than the one that signed the DPoP proof."},
	TokenCertificate:   {InvalidToken, "The access token is not valid.", "The access token is bound to a certificate that the request did not come with."},

	BearerMissing:     {InvalidRequest, "No access token was sent.", "The request has no access token. Send it as Authorization: Bearer."},
	BearerTwice:       {InvalidRequest, "The access token was sent in more than one way.", "The access token was sent in more than one way (RFC 6750 2)."},
	TokenMalformed:    {InvalidToken, "The access token is not valid.", "The access token is damaged: its checksum is wrong. It may have been cut off."},
	TokenUnknown:      {InvalidToken, "The access token is not valid.", "No such access token was issued by this workspace, or it has been revoked."},
	TokenExpired:      {InvalidToken, "The access token is not valid.", "The access token has expired. Refresh it."},
	TokenElsewhere:    {InvalidToken, "The access token is not valid.", "The access token is for a resource, and this is another one (RFC 8707 2). Ask for one without that resource."},
	ScopeInsufficient: {InsufficientScope, "The access token lacks a scope.", "The access token does not carry the scope that this endpoint needs."},

	LogoutHintClient:  {InvalidRequest, "client_id and id_token_hint name two clients.", "The id_token_hint was issued to another client than client_id names."},
	LogoutURIMismatch: {InvalidRequest, "post_logout_redirect_uri is not registered for this client.", "The post_logout_redirect_uri is not one of those registered for this client. They are compared character by character, and nobody is sent to any other."},
	LogoutURIAlone:    {InvalidRequest, "post_logout_redirect_uri needs id_token_hint or client_id.", "A post_logout_redirect_uri came without id_token_hint and without client_id, so nobody can say whose it is. Send id_token_hint: then the person is not asked either."},

	RegistrationClosed:       {AccessDenied, "Registration is not open.", "The workspace lets no client register itself. Switch registration on in its settings."},
	RegistrationTokenMissing: {InvalidToken, "An initial access token is needed.", "The workspace wants an initial access token with every registration, and none came."},
	RegistrationTokenSpent:   {InvalidToken, "The initial access token is not valid.", "The initial access token is unknown, has ended, or has no use left. Make another one."},
	RegistrationAccess:       {InvalidToken, "The registration access token is not valid.", "There is no such client, or the registration access token is not its latest one. Each change replaces it."},
	RegistrationQuota:        {TemporarilyDown, "Too many clients have registered. Try again later.", "More clients registered from one network, or at the whole workspace, than open registration allows in a while."},
	MetadataUnreadable:       {InvalidMetadata, "The client metadata cannot be read.", "The body is not one JSON object of client metadata with each member once and of its type."},
	MetadataRefused:          {InvalidMetadata, "The client metadata are not accepted.", "A member of the client metadata cannot be accepted."},
	MetadataRedirectURI:      {InvalidRedirectURI, "A redirect URI is not accepted.", "One of the redirect URIs in the client metadata cannot be accepted."},
	StatementMissing:         {InvalidStatement, "A software statement is needed.", "The workspace wants a software statement with every registration, and none came."},
	StatementInvalid:         {InvalidStatement, "The software statement is not valid.", "The software statement is not a JWT signed by a key of its issuer, or it is not valid now."},
	StatementUnapproved:      {UnapprovedStatement, "The software statement is not approved.", "The software statement is of an issuer that the workspace's settings do not list."},

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
