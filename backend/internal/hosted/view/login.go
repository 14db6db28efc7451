package view

// Notice is good or neutral news above a form, named by a code of the catalogue: "notice.<code>".
type Notice string

// Notices.
const (
	NoticeNone            Notice = ""
	NoticePasswordChanged Notice = "password_changed"
	NoticeSignedOut       Notice = "signed_out"
	NoticeSessionExpired  Notice = "session_expired"
	NoticeCodeSent        Notice = "code_sent" // a new code is on its way
)

// Notices lists every Notice that has words, so that tests can hold the catalogue to it.
func Notices() []Notice {
	return []Notice{NoticePasswordChanged, NoticeSignedOut, NoticeSessionExpired, NoticeCodeSent}
}

// Login is the sign-in page. It posts "email" and "password"; with CanDeny also "decision" = "deny".
type Login struct {
	Frame
	Form Form
	// Email is what was typed before, or the login_hint.
	Email string
	// Confirm says that the person is signed in as Email and must show it again (prompt=login, max_age): the address
	// is then fixed.
	Confirm bool
	// CanDeny offers to go back to the service without signing in. Only inside a service's request.
	CanDeny bool
	// Notice is shown above the form.
	Notice Notice
	// RegisterURL and RecoverURL carry the request or return path along.
	RegisterURL string
	RecoverURL  string
}

// Sample is a first visit, on the way to a service.
func (Login) Sample() Login {
	return Login{
		Frame: sampleServiceFrame(), Form: sampleForm("/login"), CanDeny: true,
		RegisterURL: "/register?request=req_1", RecoverURL: "/recover?request=req_1",
	}
}

// SampleErrors is a wrong password.
func (l Login) SampleErrors() Login {
	l = l.Sample()
	l.Email = "mira@example.org"
	l.Form.Errors = Errors{FieldForm: ErrorCredentials}
	return l
}

// SampleFieldErrors is a form sent empty.
func (l Login) SampleFieldErrors() Login {
	l = l.Sample()
	l.Form.Errors = Errors{FieldEmail: ErrorEmailMissing, FieldPassword: ErrorPasswordMissing}
	return l
}

// SampleHome is a visit without a service, after a password was changed.
func (l Login) SampleHome() Login {
	l = l.Sample()
	l.Frame = sampleFrame()
	l.Form.RequestID, l.Form.ReturnTo = "", "/new"
	l.CanDeny = false
	l.Notice = NoticePasswordChanged
	return l
}

// SampleConfirm is a service that wants the person to sign in again.
func (l Login) SampleConfirm() Login {
	l = l.Sample()
	l.Email, l.Confirm = "mira@example.org", true
	return l
}

// SampleLongNames is a service with names that fit nowhere.
func (l Login) SampleLongNames() Login {
	l = l.Sample()
	l.Service = sampleLongService()
	return l
}

// SampleDevelopment is a service that is still being built.
func (l Login) SampleDevelopment() Login {
	l = l.Sample()
	l.Frame = sampleDevelopmentFrame()
	return l
}
