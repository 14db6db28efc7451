package view

// Verify asks for the six digits that were mailed. It posts "code" and "action" = "verify", or only "action" = "resend".
type Verify struct {
	Frame
	Form Form
	// Email is the whole address the code went to: the person has just typed it.
	Email string
	// Minutes is how long a code is good for.
	Minutes int
	// Notice is shown above the form, for instance NoticeCodeSent.
	Notice Notice
	// ChangeURL leads back to where the address was typed.
	ChangeURL string
	// DevMailURL leads to the development mailbox; empty in production.
	DevMailURL string
}

// Sample is a code that was just sent.
func (Verify) Sample() Verify {
	return Verify{
		Frame: sampleServiceFrame(), Form: sampleForm("/verify"), Email: "mira@example.org", Minutes: 15,
		ChangeURL: "/register?request=req_1",
	}
}

// SampleErrors is a code with a typing mistake.
func (v Verify) SampleErrors() Verify {
	v = v.Sample()
	v.Form.Errors = Errors{FieldCode: ErrorCodeWrong}
	return v
}

// SampleDevelopment is a code that went to the development mailbox, sent again.
func (v Verify) SampleDevelopment() Verify {
	v = v.Sample()
	v.Frame = sampleDevelopmentFrame()
	v.Notice = NoticeCodeSent
	v.DevMailURL = "/dev/mail"
	return v
}
