package authrequest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/postgres/dbsqlc"
	"alias.example/alias/backend/internal/platform/secret"
)

// Errors of this noun.
var (
	ErrNotFound = fault.NotFound("request_not_found", "This sign-in is not known here.")
	ErrOver     = fault.Conflict("request_over", "This sign-in is already finished, or it took too long.")
	ErrNoCode   = errors.New("authrequest: no code fits")
	ErrBound    = fault.Conflict("request_of_another_browser", "This sign-in was started in another browser.")
)

func queries() *dbsqlc.Queries { return dbsqlc.New() }

// Insert stores a new request, Pending or Granted at once.
func Insert(ctx context.Context, tx postgres.TenantTx, r Request) error {
	proposal, err := json.Marshal(r.Proposal)
	if err != nil {
		return fmt.Errorf("encoding a proposal: %w", err)
	}
	claims, err := json.Marshal(r.Claims)
	if err != nil {
		return fmt.Errorf("encoding the claims of a request: %w", err)
	}
	p := dbsqlc.AuthRequestInsertParams{
		TenantID: tx.Tenant(), ID: r.ID, ClientID: r.Client, SectorID: r.Sector, RedirectUri: r.RedirectURI, RedirectUriSent: r.RedirectURISent,
		ResponseMode: r.ResponseMode, Scopes: r.Scopes, State: orNil(r.State), Nonce: orNil(r.Nonce), CodeChallenge: orNil(r.CodeChallenge),
		Prompts: orEmpty(r.Prompts), LoginHint: orNil(r.LoginHint), UiLocales: orNil(r.UILocales), AcrValues: orEmpty(r.ACRValues),
		CorrelationID: r.CorrelationID, Proposal: proposal, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt,
		ResponseType: r.ResponseType, Claims: claims, Resources: orEmpty(r.Resources), HintAliasID: orNil(r.HintAliasID), DpopJkt: orNil(r.JKT),
	}
	if r.Pushed != nil {
		p.PushedHash = r.Pushed.Bytes()
	}
	if !r.Device.IsZero() {
		p.DeviceID = &r.Device
	}
	if r.MaxAge != nil {
		age := int32(*r.MaxAge) //nolint:gosec // check_max_age bounds it
		p.MaxAge = &age
	}
	if r.Browser != nil {
		p.BrowserHash = r.Browser.Bytes()
	}
	if g, ok := r.Stage.(Granted); ok {
		p.GrantedAt, p.CodeHash, p.CodeExpiresAt, p.ConnectionID = &g.At, g.CodeHash.Bytes(), &g.CodeExpiresAt, &g.Connection
		p.AliasID, p.GrantedScopes, p.Sid, p.AuthTime, p.Acr, p.Amr = &g.AliasID, g.Scopes, &g.SID, &g.AuthTime, &g.ACR, g.AMR
	}
	if err := queries().AuthRequestInsert(ctx, tx, p); err != nil {
		return fmt.Errorf("storing an authorization request: %w", err)
	}
	return nil
}

// Get reads a request, or answers ErrNotFound.
func Get(ctx context.Context, tx postgres.TenantTx, request id.Request) (Request, error) {
	row, err := queries().AuthRequestByID(ctx, tx, dbsqlc.AuthRequestByIDParams{TenantID: tx.Tenant(), ID: request})
	switch {
	case postgres.IsNone(err):
		return Request{}, ErrNotFound
	case err != nil:
		return Request{}, fmt.Errorf("reading an authorization request: %w", err)
	}
	return fromRow(row)
}

// Bind ties a request that no page has shown yet to a browser. It answers
// ErrBound when another browser was first.
func Bind(ctx context.Context, tx postgres.TenantTx, request id.Request, browser secret.Hash) error {
	n, err := queries().AuthRequestBind(ctx, tx, dbsqlc.AuthRequestBindParams{TenantID: tx.Tenant(), ID: request, BrowserHash: browser.Bytes()})
	switch {
	case err != nil:
		return fmt.Errorf("binding an authorization request: %w", err)
	case n == 0:
		return ErrBound
	}
	return nil
}

// Grant gives a pending request its code. It answers ErrOver when the request
// is not pending any more.
func Grant(ctx context.Context, tx postgres.TenantTx, request id.Request, g Granted) error {
	n, err := queries().AuthRequestGrant(ctx, tx, dbsqlc.AuthRequestGrantParams{
		TenantID: tx.Tenant(), ID: request, Now: &g.At, CodeHash: g.CodeHash.Bytes(), CodeExpiresAt: &g.CodeExpiresAt, ConnectionID: &g.Connection,
		AliasID: &g.AliasID, GrantedScopes: g.Scopes, Sid: &g.SID, AuthTime: &g.AuthTime, Acr: &g.ACR, Amr: g.AMR,
	})
	return once(n, err)
}

// Deny ends a pending request. It answers ErrOver when the request is not
// pending any more.
func Deny(ctx context.Context, tx postgres.TenantTx, request id.Request, reason string, now time.Time) error {
	n, err := queries().AuthRequestDeny(ctx, tx, dbsqlc.AuthRequestDenyParams{TenantID: tx.Tenant(), ID: request, Reason: &reason, Now: &now})
	return once(n, err)
}

func once(n int64, err error) error {
	switch {
	case err != nil:
		return fmt.Errorf("answering an authorization request: %w", err)
	case n == 0:
		return ErrOver
	}
	return nil
}

// Presented is what a client shows to redeem a code.
type Presented struct {
	CodeHash    secret.Hash
	Client      id.Client
	RedirectURI string
	Challenge   string // of the verifier it sent, or none
	JKT         string // the DPoP key it proved, or none
	Grant       id.Grant
}

// Bought is a redeemed request with the connection it is about.
type Bought struct {
	Request    Request
	Nickname   string
	Username   string
	RelayLocal string
	LiveScopes []string       // the items the person still agrees to for this client
	Claims     map[string]any // the values of the profile card they released to it
	UpdatedAt  time.Time      // when the pseudonym last changed
}

// Redeem spends a code: of any number of callers one succeeds, and only with
// everything right. It answers ErrNoCode otherwise; ByCode tells why.
func Redeem(ctx context.Context, tx postgres.TenantTx, p Presented, now time.Time) (Bought, error) {
	row, err := queries().AuthRequestRedeem(ctx, tx, dbsqlc.AuthRequestRedeemParams{
		TenantID: tx.Tenant(), CodeHash: p.CodeHash.Bytes(), ClientID: p.Client, RedirectUri: p.RedirectURI, CodeChallenge: orNil(p.Challenge), Jkt: orNil(p.JKT), Now: &now, GrantID: &p.Grant,
	})
	switch {
	case postgres.IsNone(err):
		return Bought{}, ErrNoCode
	case err != nil:
		return Bought{}, fmt.Errorf("redeeming a code: %w", err)
	}
	return bought(row)
}

// RedeemDevice spends what the person granted to a device (RFC 8628 3.5): of any
// number of polls one succeeds. It answers ErrNoCode otherwise.
func RedeemDevice(ctx context.Context, tx postgres.TenantTx, request id.Request, device id.Device, client id.Client, grant id.Grant, now time.Time) (Bought, error) {
	row, err := queries().AuthRequestRedeemDevice(ctx, tx, dbsqlc.AuthRequestRedeemDeviceParams{
		TenantID: tx.Tenant(), ID: request, DeviceID: &device, ClientID: client, Now: &now, GrantID: &grant,
	})
	switch {
	case postgres.IsNone(err):
		return Bought{}, ErrNoCode
	case err != nil:
		return Bought{}, fmt.Errorf("redeeming a device's request: %w", err)
	}
	return bought(dbsqlc.AuthRequestRedeemRow(row))
}

func bought(row dbsqlc.AuthRequestRedeemRow) (Bought, error) {
	r, err := fromRow(row.AuthRequest)
	if err != nil {
		return Bought{}, err
	}
	b := Bought{r, row.Nickname, row.PreferredUsername, row.RelayLocal, row.LiveScopes, nil, row.ConnectionUpdatedAt}
	if err := json.Unmarshal(row.LiveClaims, &b.Claims); err != nil {
		return Bought{}, fmt.Errorf("connection_clients.claims behind %s: %w", r.ID, err)
	}
	return b, nil
}

// ByCode reads, and locks, the request of a code, or answers ErrNoCode.
func ByCode(ctx context.Context, tx postgres.TenantTx, code secret.Hash) (Request, error) {
	row, err := queries().AuthRequestByCode(ctx, tx, dbsqlc.AuthRequestByCodeParams{TenantID: tx.Tenant(), CodeHash: code.Bytes()})
	switch {
	case postgres.IsNone(err):
		return Request{}, ErrNoCode
	case err != nil:
		return Request{}, fmt.Errorf("reading the request of a code: %w", err)
	}
	return fromRow(row)
}

// Burn makes a code worthless from now on.
func Burn(ctx context.Context, tx postgres.TenantTx, code secret.Hash, now time.Time) error {
	return queries().AuthRequestBurn(ctx, tx, dbsqlc.AuthRequestBurnParams{TenantID: tx.Tenant(), CodeHash: code.Bytes(), Now: &now})
}

// Sweep deletes requests that ended before a time, of every tenant.
func Sweep(ctx context.Context, tx postgres.SystemTx, before time.Time) (int64, error) {
	return queries().AuthRequestSweep(ctx, tx, dbsqlc.AuthRequestSweepParams{Before: before, MaxRows: postgres.SweepBatch})
}

// fromRow parses a row; columns that contradict each other are an error.
func fromRow(r dbsqlc.AuthRequest) (Request, error) {
	q := Request{
		Tenant: r.TenantID, ID: r.ID, Client: r.ClientID, Sector: r.SectorID, RedirectURI: r.RedirectUri, RedirectURISent: r.RedirectUriSent,
		ResponseMode: r.ResponseMode, Scopes: r.Scopes, State: text(r.State), Nonce: text(r.Nonce), CodeChallenge: text(r.CodeChallenge), Prompts: r.Prompts,
		LoginHint: text(r.LoginHint), UILocales: text(r.UiLocales), ACRValues: r.AcrValues, CorrelationID: r.CorrelationID, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt,
		ResponseType: r.ResponseType, Resources: r.Resources, HintAliasID: text(r.HintAliasID), JKT: text(r.DpopJkt),
	}
	if r.DeviceID != nil {
		q.Device = *r.DeviceID
	}
	if r.PushedHash != nil {
		h, err := secret.HashFrom(r.PushedHash)
		if err != nil {
			return Request{}, inconsistent(r.ID, "pushed_hash")
		}
		q.Pushed = &h
	}
	if err := json.Unmarshal(r.Claims, &q.Claims); err != nil {
		return Request{}, inconsistent(r.ID, "claims")
	}
	if r.MaxAge != nil {
		age := int(*r.MaxAge)
		q.MaxAge = &age
	}
	if r.BrowserHash != nil {
		h, err := secret.HashFrom(r.BrowserHash)
		if err != nil {
			return Request{}, inconsistent(r.ID, "browser_hash")
		}
		q.Browser = &h
	}
	if err := json.Unmarshal(r.Proposal, &q.Proposal); err != nil {
		return Request{}, inconsistent(r.ID, "proposal")
	}
	var err error
	q.Stage, err = stageOf(r)
	return q, err
}

func stageOf(r dbsqlc.AuthRequest) (Stage, error) {
	switch {
	case r.DeniedAt != nil:
		return Denied{*r.DeniedAt, text(r.DeniedReason)}, nil
	case r.GrantedAt == nil:
		return Pending{}, nil
	}
	code, err := secret.HashFrom(r.CodeHash)
	if err != nil || r.CodeExpiresAt == nil || r.ConnectionID == nil || r.AuthTime == nil {
		return nil, inconsistent(r.ID, "granted_at")
	}
	g := Granted{*r.GrantedAt, code, *r.CodeExpiresAt, *r.ConnectionID, text(r.AliasID), r.GrantedScopes, text(r.Sid), *r.AuthTime, text(r.Acr), r.Amr}
	switch {
	case r.RedeemedAt == nil:
		return g, nil
	case r.GrantID == nil:
		return nil, inconsistent(r.ID, "grant_id")
	}
	return Redeemed{g, *r.RedeemedAt, *r.GrantID}, nil
}

func inconsistent(r id.Request, column string) error {
	return fmt.Errorf("auth_requests.%s of %s contradicts the rest of its row", column, r)
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
