package view

// PasswordMinLength is the shortest password, in characters, that the pages promise to accept.
const PasswordMinLength = 8

// PasswordMaxLength is the longest password, in characters, that the pages promise to accept.
const PasswordMaxLength = 256

// NicknameMaxLength is the longest nickname, in characters, that the pages let through.
const NicknameMaxLength = 40

// Register is the page that makes an account. It posts "email", "nickname" and "password"; with CanDeny also
// "decision" = "deny".
type Register struct {
	Frame
	Form     Form
	Email    string
	Nickname string
	// CanDeny offers to go back to the service without an account. Only inside a service's request.
	CanDeny bool
	// LoginURL carries the request or return path along.
	LoginURL string
}

// PasswordMin is the length the written rules promise.
func (Register) PasswordMin() int { return PasswordMinLength }

// Sample is a first visit, on the way to a service.
func (Register) Sample() Register {
	return Register{Frame: sampleServiceFrame(), Form: sampleForm("/register"), CanDeny: true, LoginURL: "/login?request=req_1"}
}

// SampleErrors is everything wrong at once.
func (r Register) SampleErrors() Register {
	r = r.Sample()
	r.Email, r.Nickname = "mira@example", "Mira"
	r.Form.Errors = Errors{FieldEmail: ErrorEmailInvalid, FieldPassword: ErrorPasswordCommon}
	return r
}

// SampleHome is a developer who makes an account without a service.
func (r Register) SampleHome() Register {
	r = r.Sample()
	r.Frame = sampleFrame()
	r.Form.RequestID, r.Form.ReturnTo = "", "/new"
	r.CanDeny = false
	return r
}
