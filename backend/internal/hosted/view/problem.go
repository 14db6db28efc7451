package view

// ProblemKind says what went wrong, in the words of the catalogue: "problem.<kind>.…".
type ProblemKind string

// Problems a person can meet.
const (
	ProblemNotFound       ProblemKind = "not_found"
	ProblemExpired        ProblemKind = "expired"         // the request is too old, or was finished elsewhere
	ProblemCookies        ProblemKind = "cookies_blocked" // the browser does not keep our cookie
	ProblemService        ProblemKind = "service"         // the service's request is not one we may answer
	ProblemUnknownService ProblemKind = "unknown_service" // no such client, or it is switched off
	ProblemRedirect       ProblemKind = "redirect"        // the address to return to is not registered
	ProblemForm           ProblemKind = "form"            // the form is not ours, or too old
	ProblemTooMany        ProblemKind = "too_many"
	ProblemUnavailable    ProblemKind = "unavailable" // try again shortly
	ProblemUnexpected     ProblemKind = "unexpected"
)

// ProblemKinds lists every ProblemKind, so that tests can hold the catalogue to it.
func ProblemKinds() []ProblemKind {
	return []ProblemKind{
		ProblemNotFound, ProblemExpired, ProblemCookies, ProblemService, ProblemUnknownService, ProblemRedirect,
		ProblemForm, ProblemTooMany, ProblemUnavailable, ProblemUnexpected,
	}
}

// Problem is every page that says no. Frame.Service.HomeURL, when known, leads back to the service.
type Problem struct {
	Frame
	Kind ProblemKind
	// RetryURL starts again where that helps; empty shows no button.
	RetryURL string
	// Developer is what the developer of a development workspace needs; nil for everybody else.
	Developer *ProblemForDeveloper
}

// ProblemForDeveloper explains a refusal to whoever is building the service. Nothing in it may be secret.
type ProblemForDeveloper struct {
	// Reason is the attempt's reason, such as "redirect_uri_not_registered".
	Reason string
	// Received and Expected are what came and what would have been right; either may be empty.
	Received string
	Expected string
	// AttemptURL leads to this attempt in the portal, DocsURL to its explanation; either may be empty.
	AttemptURL string
	DocsURL    string
}

// Sample is a return address that is not registered, as a person sees it.
func (Problem) Sample() Problem {
	return Problem{Frame: sampleServiceFrame(), Kind: ProblemRedirect}
}

// SampleDeveloper is the same, in a development workspace.
func (p Problem) SampleDeveloper() Problem {
	p = p.Sample()
	p.Frame = sampleDevelopmentFrame()
	p.Developer = &ProblemForDeveloper{
		Reason:     "redirect_uri_not_registered",
		Received:   "http://localhost:3000/callback",
		Expected:   "http://localhost:3000/auth/callback",
		AttemptURL: "/w/bookshelf/logs?correlation_id=req_1", DocsURL: "/docs#redirect_uri_not_registered",
	}
	return p
}

// SampleExpired is a tab that was left open too long.
func (p Problem) SampleExpired() Problem {
	p = p.Sample()
	p.Kind, p.RetryURL = ProblemExpired, "https://chat.lantern.example/login"
	return p
}

// SampleCookies is a browser that keeps no cookies.
func (p Problem) SampleCookies() Problem {
	p = p.Sample()
	p.Kind, p.RetryURL = ProblemCookies, "/login?request=req_1"
	return p
}

// SampleNotFound is an address with nothing behind it.
func (p Problem) SampleNotFound() Problem {
	return Problem{Frame: sampleFrame(), Kind: ProblemNotFound}
}

// SampleUnexpected is our own mistake.
func (p Problem) SampleUnexpected() Problem {
	return Problem{Frame: sampleFrame(), Kind: ProblemUnexpected, RetryURL: "/home"}
}
