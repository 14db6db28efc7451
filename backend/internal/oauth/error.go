package oauth

import (
	"errors"
	"regexp"
)

// Code is an error code on the wire (RFC 6749 4.1.2.1 and 5.2, RFC 6750 3.1,
// OIDC Core 3.1.2.6).
type Code string

// The error codes this server answers.
const (
	InvalidRequest          Code = "invalid_request"
	InvalidClient           Code = "invalid_client"
	InvalidGrant            Code = "invalid_grant"
	UnauthorizedClient      Code = "unauthorized_client"
	UnsupportedGrantType    Code = "unsupported_grant_type"
	UnsupportedResponseType Code = "unsupported_response_type"
	InvalidScope            Code = "invalid_scope"
	AccessDenied            Code = "access_denied"
	ServerError             Code = "server_error"
	LoginRequired           Code = "login_required"
	ConsentRequired         Code = "consent_required"
	InteractionRequired     Code = "interaction_required"
	AccountSelection        Code = "account_selection_required"
	InvalidToken            Code = "invalid_token"
	InsufficientScope       Code = "insufficient_scope"

	InvalidRequestObject Code = "invalid_request_object"            // RFC 9101 7
	InvalidRequestURI    Code = "invalid_request_uri"               // RFC 9101 7
	InvalidTarget        Code = "invalid_target"                    // RFC 8707 2
	UnmetAuthentication  Code = "unmet_authentication_requirements" // OIDC Unmet Authentication Requirements 1.0
	InvalidDPoPProof     Code = "invalid_dpop_proof"                // RFC 9449 5
	UseDPoPNonce         Code = "use_dpop_nonce"                    // RFC 9449 8
	AuthorizationPending Code = "authorization_pending"             // RFC 8628 3.5
	SlowDown             Code = "slow_down"                         // RFC 8628 3.5
	ExpiredToken         Code = "expired_token"                     // RFC 8628 3.5
	UnsupportedTokenType Code = "unsupported_token_type"            // RFC 7009 2.2.1
	InvalidRedirectURI   Code = "invalid_redirect_uri"              // RFC 7591 3.2.2
	InvalidMetadata      Code = "invalid_client_metadata"           // RFC 7591 3.2.2
	InvalidStatement     Code = "invalid_software_statement"        // RFC 7591 3.2.2
	UnapprovedStatement  Code = "unapproved_software_statement"     // RFC 7591 3.2.2
	TemporarilyDown      Code = "temporarily_unavailable"           // RFC 6749 4.1.2.1
)

// Error is a refusal of the protocol. It is rich inside and poor outside: Code
// and Description are what the relying party may read, Reason, Received and
// Expected are for the developer's eyes in the portal. It is made in oidc/*
// only.
type Error struct {
	Code        Code
	Description string // %x20-21 / %x23-5B / %x5D-7E only (RFC 6749 5.2)
	Reason      Reason
	Received    string // what came, never a secret, a code or a token
	Expected    string

	// Redirectable says that the error may be sent to the redirect URI. Only
	// authorize sets it, after the URI has been checked.
	Redirectable bool

	cause error
}

// NewError returns a refusal for a reason; the wire code and text follow from it.
func NewError(r Reason) *Error {
	info := reasons[r]
	return &Error{Code: info.code, Description: info.wire, Reason: r}
}

// Fault wraps an unexpected failure: server_error outside, the cause for the log.
func Fault(cause error) *Error {
	e := NewError(Failed)
	e.cause = cause
	return e
}

// Saw adds what was received and what was expected, for the developer. Requests
// have secrets in the wrong places (a secret for a client_id, a whole callback
// address for a redirect_uri), so what looks like one is masked.
func (e *Error) Saw(received, expected string) *Error {
	e.Received, e.Expected = clip(Mask(received)), clip(Mask(expected))
	return e
}

// secrets finds our tokens and secrets by their prefixes, and codes by the name
// they have in a callback address.
var secrets = regexp.MustCompile(`(alias_[a-z]{2}_|[?&;]code=)[^&#\s]+`)

// Mask hides the tokens, secrets and codes in what a request said.
func Mask(s string) string { return secrets.ReplaceAllString(s, "$1…") }

// Error is for logs: the code and the reason, nothing that was sent.
func (e *Error) Error() string { return string(e.Code) + ": " + string(e.Reason) }

// Unwrap is the cause of a fault, if there is one.
func (e *Error) Unwrap() error { return e.cause }

// AsError returns err as a refusal; anything else becomes a Fault.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return Fault(err)
}

// clip bounds what is kept of a request: enough to recognise, not to fill a disk.
func clip(s string) string {
	const most = 500
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
