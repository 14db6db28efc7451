package manageapi

import (
	"context"
	"net/http"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/domain/service/testsignin"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/id"
)

func (a *API) registerTestSignIns() {
	apikit.Register(a.api, created(operation("startTestSignIn", http.MethodPost, "/tenants/{tenant}/clients/{client}/test-sign-ins", tagTestSignIns,
		"Start a test sign-in", "Prepares a real authorization code flow with this client's settings, in which Alias plays the relying party. Open the answered address in a browser within ten minutes, then read the result.")), a.startTestSignIn,
		tenant.ErrNotFound, client.ErrNotFound, manage.ErrForbidden, manage.ErrClientDisabled, manage.ErrClientNotTestable)
	apikit.Register(a.api, operation("getTestSignIn", http.MethodGet, "/tenants/{tenant}/clients/{client}/test-sign-ins/{id}", tagTestSignIns,
		"Read a test sign-in", "How a test sign-in went, step by step, and what a relying party would have got: the decoded ID token, the token response and the claims. No token in it works."), a.getTestSignIn,
		tenant.ErrNotFound, manage.ErrForbidden, testsignin.ErrNotFound)
}

func (a *API) startTestSignIn(ctx context.Context, c caller, in *struct {
	ClientPath
	Idempotent
},
) (*of[StartedTestSignIn], error) {
	run, address, err := a.cfg.TestSignIns.Start(ctx, c.Actor, in.Tenant, in.clientID())
	if err != nil {
		return nil, err
	}
	return &of[StartedTestSignIn]{StartedTestSignIn{ID: run.ID.String(), AuthorizationURL: address, ExpiresAt: run.ExpiresAt.UTC()}}, nil
}

func (a *API) getTestSignIn(ctx context.Context, c caller, in *struct {
	ClientPath
	ID string `path:"id" maxLength:"64" doc:"The test, by its id." example:"tst_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a15"`
},
) (*of[TestSignIn], error) {
	run, err := a.cfg.TestSignIns.Get(ctx, c.Actor, in.Tenant, in.clientID(), parseOr(in.ID, id.NewTestSignIn))
	if err != nil {
		return nil, err
	}
	return &of[TestSignIn]{viewTestSignIn(run)}, nil
}

func viewTestSignIn(run testsignin.TestSignIn) TestSignIn {
	v := TestSignIn{
		ID: run.ID.String(), Status: string(run.Status), CreatedAt: run.CreatedAt.UTC(), ExpiresAt: run.ExpiresAt.UTC(), Steps: []TestSignInStep{},
		TokenResponse: run.Result.TokenResponse, Userinfo: run.Result.Userinfo,
	}
	if run.Status == testsignin.Running {
		v.Status = string(testsignin.Pending)
	}
	for _, s := range run.Result.Steps {
		status := "ok"
		if !s.OK {
			status = "failed"
		}
		v.Steps = append(v.Steps, TestSignInStep{Name: s.Name, Status: status, Detail: s.Detail})
	}
	for _, name := range manage.TestSteps()[min(len(v.Steps), len(manage.TestSteps())):] {
		v.Steps = append(v.Steps, TestSignInStep{Name: name, Status: "pending"})
	}
	if d := run.Result.IDToken; d != nil {
		v.IDToken = &DecodedToken{Header: d.Header, Claims: d.Claims}
	}
	if e := run.Result.Error; e != nil {
		v.Error = &TestSignInError{Code: e.Code, Description: e.Description}
	}
	return v
}
