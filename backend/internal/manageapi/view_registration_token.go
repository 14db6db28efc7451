package manageapi

import "time"

// RegistrationToken is an initial access token, without its value: that was shown
// once.
type RegistrationToken struct {
	ID        string    `json:"id" doc:"The token's identifier." example:"rgt_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a15"`
	Name      string    `json:"name" doc:"What it is for." example:"Partners"`
	Hint      string    `json:"hint" doc:"The last four characters, to tell tokens apart." example:"x9Qk"`
	UsesLeft  int       `json:"uses_left" doc:"How many clients can still be registered with it."`
	CreatedAt time.Time `json:"created_at" doc:"When the token was made."`
	ExpiresAt time.Time `json:"expires_at" doc:"When the token stops working."`
}

// RegistrationTokenList is a workspace's registration tokens.
type RegistrationTokenList struct {
	Items []RegistrationToken `json:"items" doc:"The tokens, newest first. Those that are used up or ended are among them until they are deleted."`
}

// CreateRegistrationToken says what a new token is good for.
type CreateRegistrationToken struct {
	Name      string `json:"name" minLength:"1" maxLength:"80" doc:"What it is for." example:"Partners"`
	Uses      int    `json:"uses,omitempty" minimum:"1" maximum:"100000" doc:"How many clients can be registered with it. The default is 1." example:"10"`
	ExpiresIn int    `json:"expires_in_seconds,omitempty" minimum:"60" maximum:"31622400" doc:"How long it works, in seconds. The default is 604800, a week." example:"86400"`
}

// CreatedRegistrationToken is a new token and its value.
type CreatedRegistrationToken struct {
	RegistrationToken RegistrationToken `json:"registration_token" doc:"The token, as it is listed."`
	Token             string            `json:"token" doc:"Its value. It is shown this once, and never again." example:"alias_ia_mT3uN0cV6q0m8o2bq0bJrZ5n0r2h9Qw1u3eA7sXx9Qk"`
}
