package view

// Recover asks for the address to send a reset code to. It posts "email". The answer is the same for every address.
type Recover struct {
	Frame
	Form     Form
	Email    string
	LoginURL string
}

// Sample is a forgotten password, on the way to a service.
func (Recover) Sample() Recover {
	return Recover{Frame: sampleServiceFrame(), Form: sampleForm("/recover"), LoginURL: "/login?request=req_1"}
}

// SampleErrors is an address that is none.
func (r Recover) SampleErrors() Recover {
	r = r.Sample()
	r.Email = "mira at example"
	r.Form.Errors = Errors{FieldEmail: ErrorEmailInvalid}
	return r
}

// Reset asks for the mailed code and a new password. It posts "email" (fixed), "code", "password" and
// "action" = "reset", or only "action" = "resend".
type Reset struct {
	Frame
	Form Form
	// Email is the address that was typed; whether an account has it is not said.
	Email string
	// Minutes is how long a code is good for.
	Minutes int
	Notice  Notice
	// ChangeURL leads back to where the address was typed.
	ChangeURL string
	// DevMailURL leads to the development mailbox; empty in production.
	DevMailURL string
}

// PasswordMin is the length the written rules promise.
func (Reset) PasswordMin() int { return PasswordMinLength }

// Sample is a reset code that was just asked for.
func (Reset) Sample() Reset {
	return Reset{
		Frame: sampleServiceFrame(), Form: sampleForm("/reset"), Email: "mira@example.org", Minutes: 15,
		ChangeURL: "/recover?request=req_1",
	}
}

// SampleErrors is an old code and a short password.
func (r Reset) SampleErrors() Reset {
	r = r.Sample()
	r.Form.Errors = Errors{FieldCode: ErrorCodeExpired, FieldPassword: ErrorPasswordShort}
	return r
}
