package hosted

import (
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/upkeep"
)

// Letters writes account mail, in the look of the pages.
type Letters struct {
	renderer *Renderer
	base     string
}

// NewLetters returns the writer of a deployment at base, an address without a
// trailing slash.
func NewLetters(r *Renderer, base string) *Letters { return &Letters{r, base} }

// VerifyCode carries the code of a sign-up.
func (l *Letters) VerifyCode(code secret.Value, minutes int) (upkeep.Letter, error) {
	return l.write(view.MailVerifyCode, view.VerifyCodeMail{MailFrame: l.frame(), Code: code.Reveal(), Minutes: minutes})
}

// AlreadyRegistered tells the owner of an address that somebody tried to sign up
// with it.
func (l *Letters) AlreadyRegistered(nickname string) (upkeep.Letter, error) {
	return l.write(view.MailAlreadyRegistered, view.AlreadyRegisteredMail{
		MailFrame: l.frame(), Nickname: nickname, LoginURL: l.base + "/login", RecoverURL: l.base + "/recover",
	})
}

// ResetCode carries the code of a reset.
func (l *Letters) ResetCode(nickname string, code secret.Value, minutes int) (upkeep.Letter, error) {
	return l.write(view.MailResetCode, view.ResetCodeMail{MailFrame: l.frame(), Nickname: nickname, Code: code.Reveal(), Minutes: minutes})
}

// PasswordChanged warns the owner of an account.
func (l *Letters) PasswordChanged(nickname string) (upkeep.Letter, error) {
	return l.write(view.MailPasswordChanged, view.PasswordChangedMail{MailFrame: l.frame(), Nickname: nickname, RecoverURL: l.base + "/recover"})
}

func (l *Letters) frame() view.MailFrame { return view.MailFrame{Lang: firstLanguage, BaseURL: l.base} }

func (l *Letters) write(name string, v any) (upkeep.Letter, error) {
	m, err := l.renderer.Mail(name, v)
	return upkeep.Letter(m), err
}
