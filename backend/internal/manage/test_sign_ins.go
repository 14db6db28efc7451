package manage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/domain/service/audit"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/domain/service/testsignin"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// TestCallbackPath is where the browser comes back to from a test sign-in.
const TestCallbackPath = "/test-sign-in/callback"

// Refusals to test a client.
var (
	ErrClientDisabled    = fault.Conflict("client_disabled", "The client is switched off. Switch it on to test it.")
	ErrClientNotTestable = fault.Conflict("client_not_testable",
		"The test is an ordinary sign-in, with a secret or none. This client signs nobody in, or its settings ask for keys, pushed or signed requests, or bound tokens, which only the client itself has.")
)

// testable reports whether an ordinary sign-in is what the client does.
func testable(c client.Client) bool {
	return c.Allows(oauth.AuthorizationCode) && (c.Type == client.Public || c.UsesSecret()) && !c.RequirePushed && !c.RequireSignedRequest && !c.BoundTokens()
}

// The steps of a test sign-in, in order.
const (
	StepStart    = "The browser is sent to the authorization endpoint"
	StepReturn   = "The browser comes back with a code"
	StepExchange = "The code is exchanged for tokens"
	StepVerify   = "The ID token is verified"
	StepUserinfo = "The claims are read from userinfo"
	StepRevoke   = "The tokens of the test are revoked"
)

// TestSteps lists the steps of a test sign-in, in order.
func TestSteps() []string {
	return []string{StepStart, StepReturn, StepExchange, StepVerify, StepUserinfo, StepRevoke}
}

// TestSignIns are the cases in which Alias is its own relying party: a real
// authorization code flow, to show a developer what their client would get.
type TestSignIns struct {
	db      *postgres.DB
	clock   clock.Clock
	source  secret.Source
	sealer  *secret.Sealer
	issuers Issuers
	baseURL string
}

// NewTestSignIns makes the cases over db. issuers reaches the deployment's own
// endpoints; baseURL is where the deployment is reached, without a final slash.
func NewTestSignIns(db *postgres.DB, c clock.Clock, source secret.Source, master *secret.Master, issuers Issuers, baseURL string) *TestSignIns {
	return &TestSignIns{db, c, source, master.Sealer("test-sign-ins"), issuers, baseURL}
}

// private is what a run needs when the browser comes back.
type private struct {
	Verifier string `json:"verifier"`
	Nonce    string `json:"nonce"`
}

// Start prepares a run and answers it with the address to open in a browser.
func (t *TestSignIns) Start(ctx context.Context, actor Actor, ref string, clientID id.Client) (testsignin.TestSignIn, string, error) {
	now := t.clock.Now()
	var run testsignin.TestSignIn
	var address string
	err := within(ctx, t.db, actor, ref, TestSignIn, func(tx postgres.TenantTx, _ developer.Member) error {
		at, err := tenant.Get(ctx, tx)
		if err != nil {
			return err
		}
		c, err := client.Get(ctx, tx, clientID, now)
		if err != nil {
			return err
		}
		if c.Disabled {
			return ErrClientDisabled
		}
		if !testable(c) {
			return ErrClientNotTestable
		}
		// The state names the tenant, for the callback knows no other way to its wall.
		state := secret.NewValue(tx.Tenant().UUIDString() + "." + t.source.Token(32).Reveal())
		kept := private{Verifier: t.source.Token(32).Reveal(), Nonce: t.source.Token(16).Reveal()}
		run = testsignin.TestSignIn{
			ID: id.NewTestSignIn(), Client: c.ID, Developer: actor.Developer, StateHash: state.Hash(), Status: testsignin.Pending,
			CreatedAt: now, ExpiresAt: now.Add(testsignin.Lifetime),
			Result: testsignin.Result{Steps: []testsignin.Step{{Name: StepStart, OK: true, Detail: strings.Join(c.Scopes, " ")}}},
		}
		if run.Sealed, err = t.seal(tx.Tenant(), run.ID, kept); err != nil {
			return err
		}
		address = t.authorizationURL(at, c, state, kept)
		if err := testsignin.Create(ctx, tx, run); err != nil {
			return err
		}
		return record(ctx, tx, actor, now, audit.TestSignInStarted, run.ID.String(), map[string]string{"client": c.ID.String()})
	})
	return run, address, err
}

func (t *TestSignIns) authorizationURL(at tenant.Tenant, c client.Client, state secret.Value, kept private) string {
	q := url.Values{
		"response_type": {"code"}, "client_id": {c.WireID()}, "redirect_uri": {t.baseURL + TestCallbackPath},
		"scope": {oauth.JoinScope(c.Scopes)}, "state": {state.Reveal()}, "nonce": {kept.Nonce},
		"code_challenge": {challenge(kept.Verifier)}, "code_challenge_method": {"S256"},
	}
	return t.issuer(at) + "/oauth2/authorize?" + q.Encode()
}

func (t *TestSignIns) issuer(at tenant.Tenant) string { return t.baseURL + "/t/" + at.Slug }

// Get answers how a run went. One that waited too long has failed.
func (t *TestSignIns) Get(ctx context.Context, actor Actor, ref string, clientID id.Client, runID id.TestSignIn) (testsignin.TestSignIn, error) {
	var run testsignin.TestSignIn
	err := within(ctx, t.db, actor, ref, ReadClients, func(tx postgres.TenantTx, _ developer.Member) error {
		var err error
		run, err = testsignin.Get(ctx, tx, clientID, runID)
		return err
	})
	if err == nil && run.Expired(t.clock.Now()) {
		run.Status = testsignin.Failed
		run.Result.Error = &testsignin.Failure{Code: "expired", Description: "The sign-in was not finished within ten minutes."}
		run.Result.Steps = append(run.Result.Steps, testsignin.Step{Name: nextStep(run.Result), Detail: "Nobody came back in time."})
	}
	return run, err
}

// Returned is what the browser brought back.
type Returned struct {
	State, Code, Issuer, Error, ErrorDescription string
}

// FinishedTest says which run has ended, so that the browser can be shown the way.
type FinishedTest struct {
	Run       id.TestSignIn
	Slug      string
	Client    id.Client
	Succeeded bool
}

// session is one run on its way through the steps.
type session struct {
	run    testsignin.TestSignIn
	kept   private
	tenant tenant.Tenant
	client client.Client
	// temporary is the secret that the run authenticates with.
	temporary id.ClientSecret
	raw       secret.Value
	result    testsignin.Result
}

func (s *session) ok(step, detail string) {
	s.result.Steps = append(s.result.Steps, testsignin.Step{Name: step, OK: true, Detail: detail})
}

// fail ends the run at a step, with a sentence that may be shown.
func (s *session) fail(step, code, description string) error {
	s.result.Steps = append(s.result.Steps, testsignin.Step{Name: step, Detail: description})
	s.result.Error = &testsignin.Failure{Code: code, Description: description}
	return errTestFailed
}

// errTestFailed says that the run has ended and its result says why.
var errTestFailed = errors.New("manage: the test sign-in failed")

// Finish goes on where the browser came back: it exchanges the code, verifies the
// ID token, reads userinfo, revokes what it got, and keeps what it saw. A state
// that no run waits for is testsignin.ErrNotFound. Between its first and its last
// transaction it speaks with the issuer like any relying party.
func (t *TestSignIns) Finish(ctx context.Context, back Returned) (FinishedTest, error) {
	first, _, _ := strings.Cut(back.State, ".")
	tenantID, err := id.FromUUID[id.Tenant](first)
	if err != nil {
		return FinishedTest{}, testsignin.ErrNotFound
	}
	s, err := t.take(ctx, tenantID, back)
	if err != nil {
		return FinishedTest{}, err
	}
	// From here on the run is ours alone; it must reach its end even when the
	// browser leaves.
	ctx = context.WithoutCancel(ctx)
	got, err := t.converse(ctx, s, back)
	if err != nil && !errors.Is(err, errTestFailed) {
		_ = s.fail(nextStep(s.result), "server_error", "Something failed on our side.")
	}
	if ending := t.end(ctx, tenantID, s, got); ending != nil {
		return FinishedTest{}, ending
	}
	done := FinishedTest{Run: s.run.ID, Slug: s.tenant.Slug, Client: s.client.ID, Succeeded: s.result.Error == nil}
	if err != nil && !errors.Is(err, errTestFailed) {
		return done, fmt.Errorf("a test sign-in: %w", err)
	}
	return done, nil
}

func nextStep(r testsignin.Result) string {
	return TestSteps()[min(len(r.Steps), len(TestSteps())-1)]
}

// take claims the run that waits for this state, and makes the secret that it will
// authenticate with. That secret is never shown, and not counted among the client's own.
func (t *TestSignIns) take(ctx context.Context, tenantID id.Tenant, back Returned) (*session, error) {
	now := t.clock.Now()
	s := &session{}
	err := t.db.InTenant(ctx, tenantID, func(tx postgres.TenantTx) error {
		var err error
		if s.run, err = testsignin.Take(ctx, tx, secret.NewValue(back.State).Hash(), now); err != nil {
			return err
		}
		s.result = s.run.Result
		if s.kept, err = t.open(tenantID, s.run); err != nil {
			return err
		}
		if s.tenant, err = tenant.Get(ctx, tx); err != nil {
			return err
		}
		if s.client, err = client.Get(ctx, tx, s.run.Client, now); err != nil {
			return err
		}
		if s.client.Type == client.Public || back.Code == "" {
			return nil
		}
		ends := now.Add(testsignin.Lifetime)
		made, raw, err := s.client.NewSecret(client.Test, t.source, now, &ends)
		if err != nil {
			return err
		}
		s.temporary, s.raw = made.ID, raw
		if err := client.InsertSecret(ctx, tx, made); err != nil {
			return err
		}
		return postgres.Changed(ctx, tx)
	})
	return s, err
}

// converse speaks with the issuer. What it answers must be revoked, also on error.
func (t *TestSignIns) converse(ctx context.Context, s *session, back Returned) (tokens, error) {
	issuer := t.issuer(s.tenant)
	switch {
	case back.Issuer != "" && back.Issuer != issuer:
		return tokens{}, s.fail(StepReturn, "issuer_mismatch", "The response names another issuer (RFC 9207).")
	case back.Error != "":
		return tokens{}, s.fail(StepReturn, word(back.Error), sentence(back.ErrorDescription))
	case back.Code == "":
		return tokens{}, s.fail(StepReturn, "code_missing", "The response has neither a code nor an error.")
	}
	s.ok(StepReturn, "")

	answer, err := t.issuers.exchange(ctx, s, issuer, t.baseURL+TestCallbackPath, back.Code)
	if err != nil {
		return tokens{}, err
	}
	s.result.TokenResponse = answer.shown
	if answer.refusal != nil {
		return tokens{}, s.fail(StepExchange, answer.refusal.Code, answer.refusal.Description)
	}
	s.ok(StepExchange, "")

	subject, err := t.issuers.verify(ctx, s, issuer, answer.tokens, t.clock.Now())
	if err != nil {
		return answer.tokens, err
	}
	claims, err := t.issuers.userinfo(ctx, s, issuer, answer.tokens)
	if err != nil {
		return answer.tokens, err
	}
	s.result.Userinfo = claims
	if claims["sub"] != subject {
		return answer.tokens, s.fail(StepUserinfo, "subject_mismatch", "Userinfo is about somebody else than the ID token.")
	}
	s.ok(StepUserinfo, "")
	return answer.tokens, nil
}

// end revokes what the run got, forgets its secret, and keeps its result.
func (t *TestSignIns) end(ctx context.Context, tenantID id.Tenant, s *session, got tokens) error {
	now := t.clock.Now()
	return t.db.InTenant(ctx, tenantID, func(tx postgres.TenantTx) error {
		if !got.access.IsZero() {
			access, err := grant.AccessByHash(ctx, tx, got.access.Hash())
			if err != nil && !errors.Is(err, grant.ErrNoToken) {
				return err
			}
			if err == nil {
				if err := grant.Revoke(ctx, tx, access.Grant.ID, "test_sign_in_ended", now); err != nil {
					return err
				}
			}
			if s.result.Error == nil {
				s.ok(StepRevoke, "")
			}
		}
		if !s.temporary.IsZero() {
			if err := client.DeleteSecret(ctx, tx, s.client.ID, s.temporary); err != nil && !errors.Is(err, client.ErrNoSecret) {
				return err
			}
			if err := postgres.Changed(ctx, tx); err != nil {
				return err
			}
		}
		status := testsignin.Succeeded
		if s.result.Error != nil {
			status = testsignin.Failed
		}
		return testsignin.Finish(ctx, tx, s.run.ID, status, s.result, now)
	})
}

func (t *TestSignIns) seal(tenantID id.Tenant, run id.TestSignIn, kept private) ([]byte, error) {
	plain, err := json.Marshal(kept)
	if err != nil {
		return nil, fmt.Errorf("sealing a test sign-in: %w", err)
	}
	return t.sealer.Seal(plain, tenantID.String(), run.String()), nil
}

func (t *TestSignIns) open(tenantID id.Tenant, run testsignin.TestSignIn) (private, error) {
	var kept private
	plain, err := t.sealer.Open(run.Sealed, tenantID.String(), run.ID.String())
	if err == nil {
		err = json.Unmarshal(plain, &kept)
	}
	if err != nil {
		return kept, fmt.Errorf("opening a test sign-in: %w", err)
	}
	return kept, nil
}

// word is an error code as it may be shown; what is none becomes one.
func word(code string) string {
	known := []oauth.Code{
		oauth.AccessDenied, oauth.InvalidRequest, oauth.InvalidScope, oauth.LoginRequired, oauth.ConsentRequired,
		oauth.AccountSelection, oauth.ServerError, oauth.UnauthorizedClient, oauth.UnsupportedResponseType,
	}
	if slices.Contains(known, oauth.Code(code)) {
		return code
	}
	return "unknown_error"
}

// sentence is a description as it may be shown: it came through a browser, so it is
// cut short and must be plain text.
func sentence(description string) string {
	clean := strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e {
			return -1
		}
		return r
	}, description)
	if clean == "" {
		return "The issuer answered with an error."
	}
	return clean[:min(len(clean), 200)]
}
