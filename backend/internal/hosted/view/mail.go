package view

// Names of the mails, for Renderer.Mail.
const (
	MailVerifyCode        = "verify_code"
	MailAlreadyRegistered = "already_registered"
	MailResetCode         = "reset_code"
	MailPasswordChanged   = "password_changed"
)

// MailFrame is what every mail has around its content.
type MailFrame struct {
	// Lang is a BCP 47 tag such as "en"; empty or unknown means the first catalogue.
	Lang string
	// BaseURL is the deployment's own address, without a slash at the end, such as "https://alias.example".
	BaseURL string
}

// Language is the tag the renderer chooses the catalogue by.
func (f MailFrame) Language() string { return f.Lang }

// VerifyCodeMail carries the code that proves an address. Its answer to a known and to an unknown address differs only
// in which mail is sent, never on a page.
type VerifyCodeMail struct {
	MailFrame
	// Code is six digits, without a space.
	Code string
	// Minutes is how long the code is good for.
	Minutes int
}

// AlreadyRegisteredMail goes to an address that somebody tried to register again.
type AlreadyRegisteredMail struct {
	MailFrame
	Nickname   string
	LoginURL   string
	RecoverURL string
}

// ResetCodeMail carries the code that allows a new password.
type ResetCodeMail struct {
	MailFrame
	Nickname string
	// Code is six digits, without a space.
	Code string
	// Minutes is how long the code is good for.
	Minutes int
}

// PasswordChangedMail tells the owner of an account after its password was changed.
type PasswordChangedMail struct {
	MailFrame
	Nickname   string
	RecoverURL string
}

// sampleMailFrame is the frame of a sample mail.
func sampleMailFrame() MailFrame { return MailFrame{Lang: "en", BaseURL: "https://alias.example"} }

// Sample is a code for a new address.
func (VerifyCodeMail) Sample() VerifyCodeMail {
	return VerifyCodeMail{MailFrame: sampleMailFrame(), Code: "481926", Minutes: 15}
}

// Sample is a second registration of the same address.
func (AlreadyRegisteredMail) Sample() AlreadyRegisteredMail {
	return AlreadyRegisteredMail{
		MailFrame: sampleMailFrame(), Nickname: "Mira",
		LoginURL: "https://alias.example/login", RecoverURL: "https://alias.example/recover",
	}
}

// Sample is a forgotten password.
func (ResetCodeMail) Sample() ResetCodeMail {
	return ResetCodeMail{MailFrame: sampleMailFrame(), Nickname: "Mira", Code: "730184", Minutes: 15}
}

// Sample is a password that was changed.
func (PasswordChangedMail) Sample() PasswordChangedMail {
	return PasswordChangedMail{MailFrame: sampleMailFrame(), Nickname: "Mira", RecoverURL: "https://alias.example/recover"}
}
