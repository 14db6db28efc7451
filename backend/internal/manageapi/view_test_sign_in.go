package manageapi

import "time"

// StartedTestSignIn is a test sign-in that waits for somebody to sign in.
type StartedTestSignIn struct {
	ID               string    `json:"id" doc:"The test's identifier." example:"tst_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a15"`
	AuthorizationURL string    `json:"authorization_url" format:"uri" doc:"Open this in a browser and sign in." example:"http://localhost:8080/t/acme/oauth2/authorize?client_id=cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12&response_type=code"`
	ExpiresAt        time.Time `json:"expires_at" doc:"When the test gives up waiting."`
}

// TestSignIn is how a test sign-in went.
type TestSignIn struct {
	ID            string           `json:"id" doc:"The test's identifier." example:"tst_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a15"`
	Status        string           `json:"status" enum:"pending,succeeded,failed" doc:"pending until somebody has signed in and the tokens were checked."`
	CreatedAt     time.Time        `json:"created_at" doc:"When the test was started."`
	ExpiresAt     time.Time        `json:"expires_at" doc:"When the test gives up waiting."`
	Steps         []TestSignInStep `json:"steps" doc:"What was done, in order."`
	IDToken       *DecodedToken    `json:"id_token,omitempty" doc:"The ID token, decoded. Its signature is left out."`
	TokenResponse map[string]any   `json:"token_response,omitempty" doc:"The token endpoint's answer, with every token shortened so that it cannot be used."`
	Userinfo      map[string]any   `json:"userinfo,omitempty" doc:"The userinfo endpoint's answer."`
	Error         *TestSignInError `json:"error,omitempty" doc:"Why the test failed."`
}

// TestSignInStep is one step of a test sign-in.
type TestSignInStep struct {
	Name   string `json:"name" doc:"What the step does." example:"The code is exchanged for tokens"`
	Status string `json:"status" enum:"ok,failed,pending" doc:"How it went."`
	Detail string `json:"detail,omitempty" doc:"What was seen, or what went wrong." example:"RS256, key k7Rl0pZ3fXw"`
}

// DecodedToken is a JWT taken apart.
type DecodedToken struct {
	Header map[string]any `json:"header" doc:"What the token says about its signature."`
	Claims map[string]any `json:"claims" doc:"What the token says about the person and the sign-in."`
}

// TestSignInError says why a test sign-in failed.
type TestSignInError struct {
	Code        string `json:"code" doc:"The OAuth error, or ours." example:"access_denied"`
	Description string `json:"description" doc:"The same as a sentence." example:"You chose not to continue."`
}
