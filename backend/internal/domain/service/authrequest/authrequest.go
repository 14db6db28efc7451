// Package authrequest is one authorization request, from the moment a client
// sends a person here to the moment its code is spent. Its state is a row, not
// the browser's: any number of them finish in any order. It stands on the
// service's side: it never knows which account answers it. Sources: RFC 6749
// 4.1, RFC 7636, OpenID Connect Core 3.1.2.
package authrequest

import (
	"slices"
	"time"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Lifetimes.
const (
	Lifetime     = time.Hour   // for a person to finish
	CodeLifetime = time.Minute // RFC 6749 4.1.2 recommends ten at most, FAPI one
)

// Request is an authorization request.
type Request struct {
	Tenant          id.Tenant
	ID              id.Request
	Client          id.Client
	Sector          id.Sector
	RedirectURI     string
	RedirectURISent bool
	ResponseType    string // "code", or another in a compatible tenant
	ResponseMode    string // "query", "fragment", "form_post", each with ".jwt" too; ModeDevice
	Scopes          []string
	State           string
	Nonce           string
	CodeChallenge   string // S256, or none
	Prompts         []string
	MaxAge          *int // seconds
	LoginHint       string
	UILocales       string
	ACRValues       []string
	Claims          oauth.ClaimsRequest
	Resources       []string     // RFC 8707
	HintAliasID     string       // whom the id_token_hint names
	JKT             string       // the DPoP key that the code is bound to (RFC 9449 10)
	Pushed          *secret.Hash // the pushed request this came from (RFC 9126)
	Device          id.Device    // the device authorization this decides; zero for none
	CorrelationID   string
	Browser         *secret.Hash // the key its browser holds, once it is somebody's
	Proposal        Proposal
	CreatedAt       time.Time
	ExpiresAt       time.Time
	Stage           Stage
}

// ModeDevice is the response mode of a request that a device is waiting for: its
// answer is a page, and the device fetches what was decided.
const ModeDevice = "device"

// Items are what consent has to be asked for: the scopes, and the claims that are
// asked for by name.
func (r Request) Items() []string {
	out := slices.Clone(r.Scopes)
	for _, name := range r.Claims.Personal() {
		out = append(out, oauth.ClaimItem(name))
	}
	return out
}

// Proposal is the pseudonym that the person will have at the service if they
// have none yet: made with the request, so that consent shows real values.
type Proposal struct {
	AliasID  string `json:"alias_id"`
	Nickname string `json:"nickname"`
	Username string `json:"username"`
	Relay    string `json:"relay"`
}

// Stage is where a request stands.
//
//sumtype:decl
type Stage interface{ stage() }

// Pending waits for the person.
type Pending struct{}

// Granted has a code that waits to be redeemed.
type Granted struct {
	At            time.Time
	CodeHash      secret.Hash
	CodeExpiresAt time.Time
	Connection    id.Connection
	AliasID       string
	Scopes        []string
	SID           string
	AuthTime      time.Time // zero when the service is not told
	ACR           string
	AMR           []string
}

// Redeemed has bought a grant.
type Redeemed struct {
	Granted

	At    time.Time
	Grant id.Grant
}

// Denied was refused by the person.
type Denied struct {
	At     time.Time
	Reason string
}

func (Pending) stage()  {}
func (Granted) stage()  {}
func (Redeemed) stage() {}
func (Denied) stage()   {}

// Expired reports whether the person took too long.
func (r Request) Expired(now time.Time) bool { return !now.Before(r.ExpiresAt) }

// With proves which of the people signed in in a browser a page of a request
// was about, without naming them on the service's side: an authenticator over
// the request and the session.
func With(steps secret.MAC, request id.Request, session id.Session) string {
	return steps.Text("with", request.String(), session.String())
}

// CheckWith reports, in constant time, whether with is that authenticator.
func CheckWith(steps secret.MAC, with string, request id.Request, session id.Session) bool {
	return steps.Check(with, "with", request.String(), session.String())
}
