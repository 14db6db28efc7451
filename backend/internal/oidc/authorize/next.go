package authorize

import (
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/oauth"
)

// Step is what happens next with a request.
//
//sumtype:decl
type Step interface{ step() }

// Deferred sends the browser back here with its cookies. Next never answers it.
type Deferred struct{}

// Login sends the person to sign in.
type Login struct{ Why oauth.Reason }

// Register sends the person to sign up (prompt=create).
type Register struct{}

// Select has the person choose an account.
type Select struct{}

// Consent asks the person.
type Consent struct {
	Who connection.Present
	Why oauth.Reason
}

// Grant gives the client its code.
type Grant struct {
	Who    connection.Present
	Scopes []string
}

// Deny tells the client that the person refused.
type Deny struct{}

// Refuse tells the client that whoever came is not whom it asked for, or cannot
// sign in as it demands.
type Refuse struct{ Why oauth.Reason }

func (Deferred) step() {}
func (Login) step()    {}
func (Register) step() {}
func (Select) step()   {}
func (Consent) step()  {}
func (Grant) step()    {}
func (Deny) step()     {}
func (Refuse) step()   {}

// Facts are what Next decides by.
type Facts struct {
	Present []connection.Present
	// Chosen is the place in Present of the person who has just signed in, or was
	// chosen, on the way of this request; -1 for none.
	Chosen int
}

// Next is the one dispatcher: it says what a request still needs, from facts
// alone. What prompt=none cannot have is said by refusal.
func Next(r authrequest.Request, f Facts, now time.Time) Step {
	if _, ok := r.Stage.(authrequest.Denied); ok {
		return Deny{}
	}
	who, step := whom(r, f)
	if step == nil {
		step = stale(r, who, now)
	}
	if step == nil {
		step = agreed(r, who)
	}
	return step
}

// whom finds who answers the request, or says how to find out. A request that
// names somebody (id_token_hint, or sub in claims) is answered by them or by nobody
// (OIDC Core 3.1.2.1 and 3.1.2.2): they are asked to sign in, and whoever signs in
// instead ends it.
func whom(r authrequest.Request, f Facts) (connection.Present, Step) {
	meant := func(p connection.Present) bool {
		return r.HintAliasID == "" || p.Connection != nil && p.Connection.AliasID == r.HintAliasID
	}
	switch {
	case f.Chosen >= 0 && meant(f.Present[f.Chosen]):
		return f.Present[f.Chosen], nil
	case f.Chosen >= 0:
		return connection.Present{}, Refuse{oauth.HintMismatch}
	case has(r, oauth.PromptCreate):
		return connection.Present{}, Register{}
	case len(f.Present) == 0:
		return connection.Present{}, Login{oauth.NoSession}
	case has(r, oauth.PromptSelectAccount):
		return connection.Present{}, Select{}
	}
	at := slices.IndexFunc(f.Present, meant)
	switch {
	case at < 0:
		return connection.Present{}, Login{oauth.HintMismatch}
	case len(f.Present) > 1 && r.HintAliasID == "":
		return connection.Present{}, Select{}
	}
	return f.Present[at], nil
}

// stale asks for a new sign-in where the request wants one since it was made, or a
// younger session (prompt=login, max_age, OIDC Core 3.1.2.1), or one of another
// kind (an essential acr, 5.5.1.1); nil is none of it.
func stale(r authrequest.Request, who connection.Present, now time.Time) Step {
	fresh := !who.AuthTime.Before(r.CreatedAt)
	acrs := essentialACRs(r.Claims)
	switch short := len(acrs) > 0 && !slices.Contains(acrs, who.ACR); {
	case short && fresh:
		return Refuse{oauth.ACRUnmet}
	case short:
		return Login{oauth.ACRDue}
	case fresh:
		return nil
	case has(r, oauth.PromptLogin), has(r, oauth.PromptCreate):
		return Login{oauth.LoginDue}
	case r.MaxAge != nil && now.Sub(who.AuthTime) > time.Duration(*r.MaxAge)*time.Second:
		return Login{oauth.LoginDue}
	}
	return nil
}

// agreed grants what the person has agreed to already, or asks (decision D15):
// a question is put once, and again only when the client asks for more.
func agreed(r authrequest.Request, who connection.Present) Step {
	c := who.Connection
	fresh := who.AgreedAt != nil && !who.AgreedAt.Before(r.CreatedAt)
	wantsID := slices.Contains(r.Scopes, oauth.OpenID)
	switch {
	case c == nil, c.EndedAt != nil, who.AgreedAt == nil, !oauth.Subset(r.Items(), who.Offered), wantsID && !slices.Contains(who.Scopes, oauth.OpenID):
		return Consent{who, oauth.ConsentMissing}
	case has(r, oauth.PromptConsent) && !fresh:
		return Consent{who, oauth.ConsentMissing}
	}
	return Grant{who, oauth.Intersect(r.Scopes, who.Scopes)}
}

// refusal is what prompt=none answers to a step that needs the person (OIDC
// Core 3.1.2.6).
func refusal(s Step) oauth.Reason {
	switch s := s.(type) {
	case Login:
		return s.Why
	case Register:
		return oauth.NoSession
	case Select:
		return oauth.SelectionDue
	case Consent:
		return s.Why
	case Refuse:
		return s.Why
	case Grant, Deny, Deferred:
	}
	return ""
}

func has(r authrequest.Request, prompt oauth.Prompt) bool { return slices.Contains(r.Prompts, prompt) }
