package view

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
	Form        Form
	Nickname    string
	MaskedEmail string
}

// Initial is the letter shown beside the name.
func (c ConfirmLogout) Initial() string { return initial(c.Nickname) }

// Sample is a service that asks to sign the person out.
func (ConfirmLogout) Sample() ConfirmLogout {
	return ConfirmLogout{
		Frame: sampleServiceFrame(), Form: sampleForm("/logout"),
		Nickname: "Mira", MaskedEmail: "m•••@example.org",
	}
}

// SampleHome is a person who signs out at home.
func (c ConfirmLogout) SampleHome() ConfirmLogout {
	c = c.Sample()
	c.Frame = sampleFrame()
	c.Form.RequestID = ""
	return c
}

// SignedOut says that signing out worked.
type SignedOut struct {
	Frame
	LoginURL string
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
