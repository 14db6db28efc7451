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

func (Deferred) step() {}
func (Login) step()    {}
func (Register) step() {}
func (Select) step()   {}
func (Consent) step()  {}
func (Grant) step()    {}
func (Deny) step()     {}

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
	chosen := f.Chosen >= 0
	var who connection.Present
	switch {
	case chosen:
		who = f.Present[f.Chosen]
	case len(f.Present) == 0:
		if has(r, oauth.PromptCreate) {
			return Register{}
		}
		return Login{oauth.NoSession}
	case has(r, oauth.PromptCreate):
		return Register{}
	case len(f.Present) > 1 || has(r, oauth.PromptSelectAccount):
		return Select{}
	default:
		who = f.Present[0]
	}
	if why := stale(r, who, now); why != "" {
		return Login{why}
	}
	return agreed(r, who)
}

// stale says why a session is too old for the request: prompt=login and max_age
// ask for a sign-in since the request was made (OIDC Core 3.1.2.1).
func stale(r authrequest.Request, who connection.Present, now time.Time) oauth.Reason {
	if !who.AuthTime.Before(r.CreatedAt) {
		return ""
	}
	if has(r, oauth.PromptLogin) || has(r, oauth.PromptCreate) {
		return oauth.LoginDue
	}
	if r.MaxAge != nil && now.Sub(who.AuthTime) > time.Duration(*r.MaxAge)*time.Second {
		return oauth.LoginDue
	}
	return ""
}

// agreed grants what the person has agreed to already, or asks (decision D15):
// a question is put once, and again only when the client asks for more.
func agreed(r authrequest.Request, who connection.Present) Step {
	c := who.Connection
	fresh := who.AgreedAt != nil && !who.AgreedAt.Before(r.CreatedAt)
	switch {
	case c == nil, c.EndedAt != nil, !oauth.Subset(r.Scopes, who.Offered), !slices.Contains(who.Scopes, oauth.OpenID):
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
	case Grant, Deny, Deferred:
	}
	return ""
}

func has(r authrequest.Request, prompt oauth.Prompt) bool { return slices.Contains(r.Prompts, prompt) }
