package view

import (
	"html/template"
	"slices"
)

// AccountChoice is one account that is signed in on this browser.
type AccountChoice struct {
	// Choice names the account in this form only; never an account ID.
	Choice      string
	Nickname    string
	MaskedEmail string
	// SignedIn is false when the session ended and the password will be asked for.
	SignedIn bool
}

// Initial is the letter shown beside the name.
func (a AccountChoice) Initial() string { return initial(a.Nickname) }

// SelectAccount is the account chooser. It posts "account" = a choice, or "action" = "another" or "sign_out"; with
// CanDeny also "decision" = "deny".
type SelectAccount struct {
	Frame
	Form     Form
	Accounts []AccountChoice
	CanDeny  bool
}

// Sample is a browser with two people on it.
func (SelectAccount) Sample() SelectAccount {
	return SelectAccount{
		Frame: sampleServiceFrame(), Form: sampleForm("/select-account"), CanDeny: true,
		Accounts: []AccountChoice{
			{Choice: "a", Nickname: "Mira", MaskedEmail: "m•••@example.org", SignedIn: true},
			{Choice: "b", Nickname: "Mira at work", MaskedEmail: "m•••@studio.example", SignedIn: false},
		},
	}
}

// SampleLongNames has values that fit nowhere.
func (s SelectAccount) SampleLongNames() SelectAccount {
	s = s.Sample()
	s.Service = sampleLongService()
	s.Accounts[0].Nickname = "Wilhelmina Bartholomäa von und zu Hohenstaufen-Kaltenbrunn"
	s.Accounts[0].MaskedEmail = "w•••@post.donaudampfschifffahrtsgesellschaft.example"
	return s
}

// ConfirmLogout asks whether to sign out. It posts "decision" = "allow" (sign out) or "deny" (stay).
type ConfirmLogout struct {
	Frame
	Form Form
	// Accounts are everybody who will be signed out.
	Accounts []AccountChoice
	// Refused says that the service asked for something it may not: nobody is sent back to it.
	Refused bool
	// Developer is what the developer of a development workspace needs; nil for everybody else.
	Developer *ProblemForDeveloper
}

// Sample is a service that asks to sign the person out.
func (ConfirmLogout) Sample() ConfirmLogout {
	return ConfirmLogout{
		Frame: sampleServiceFrame(), Form: sampleForm("/logout"),
		Accounts: []AccountChoice{{Nickname: "Mira", MaskedEmail: "m•••@example.org"}},
	}
}

// SampleHome is two people who sign out at home.
func (c ConfirmLogout) SampleHome() ConfirmLogout {
	c = c.Sample()
	c.Frame = sampleFrame()
	c.Form.RequestID = ""
	c.Accounts = append(c.Accounts, AccountChoice{Nickname: "Mira at work", MaskedEmail: "m•••@studio.example"})
	return c
}

// SampleRefused is a service in development whose address to come back to is not registered.
func (c ConfirmLogout) SampleRefused() ConfirmLogout {
	c = c.Sample()
	c.Frame = sampleDevelopmentFrame()
	c.Refused, c.Developer = true, &ProblemForDeveloper{Reason: "post_logout_redirect_uri_mismatch", AttemptURL: "/w/bookshelf/activity?correlation=req_1"}
	return c
}

// SignedOut says that signing out worked, and how the services learn of it.
type SignedOut struct {
	Frame
	LoginURL string
	// Told are the services that the person was at.
	Told []ToldService
	// Frames are pages of theirs, loaded here so that they hear of it.
	Frames []LogoutFrame
	// NextURL is where the service wants the person to go, a registered address of any scheme, or the next page of frames.
	// GoesOn goes there by itself, once the frames have loaded or after Wait milliseconds.
	NextURL template.URL
	GoesOn  bool
	Wait    int
	// Developer is what the developer of a development workspace needs; nil for everybody else.
	Developer *ProblemForDeveloper
}

// ToldService is one service that the person was at.
type ToldService struct {
	Name  string
	Heard bool // whether it is told; otherwise it listens nowhere
}

// Seconds is Wait for browsers without script, which count in seconds.
func (s SignedOut) Seconds() int { return (s.Wait + 999) / 1000 }

// LogoutFrame is a page of a service that hears of a sign-out by being loaded.
type LogoutFrame struct {
	Name   string
	URL    string // with the issuer and the session in it
	Origin string
}

// FrameOrigins are the origins that the page's policy lets into frames.
func (s SignedOut) FrameOrigins() []string {
	var out []string
	for _, f := range s.Frames {
		if !slices.Contains(out, f.Origin) {
			out = append(out, f.Origin)
		}
	}
	return out
}

// Sample is a sign-out that a service asked for.
func (SignedOut) Sample() SignedOut {
	return SignedOut{Frame: sampleServiceFrame(), LoginURL: "/login"}
}

// SampleHome is a sign-out at home.
func (s SignedOut) SampleHome() SignedOut {
	s = s.Sample()
	s.Frame = sampleFrame()
	return s
}

// SampleTold is a sign-out that goes back to the service once three others have heard of it, as far as they listen.
func (s SignedOut) SampleTold() SignedOut {
	s = s.Sample()
	s.Told = []ToldService{{"Lantern Chat", true}, {"Bookshelf", true}, {"Donaudampfschifffahrtsgesellschaftskapitänsvereinigung Members and Friends", false}}
	s.NextURL, s.GoesOn, s.Wait = "https://chat.lantern.example/goodbye?state=af0ifjsldkj", true, 2000
	s.Frames = []LogoutFrame{{"Bookshelf", "https://bookshelf.example/logout?iss=https%3A%2F%2Falias.example%2Ft%2Flantern&sid=q7Rk2vXw0TzLm9Ah4cYdNg", "https://bookshelf.example"}}
	return s
}
