package upkeep

import (
	"context"
	"errors"
	"time"

	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/domain/person/mailbox"
	"alias.example/alias/backend/internal/domain/person/notice"
	"alias.example/alias/backend/internal/domain/person/registration"
	"alias.example/alias/backend/internal/domain/person/reset"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// SendNotice mails a notice. A code is made here, at the last moment, so that it
// was never in a queue; a retry makes another. Whether an address is anybody's is
// looked up here and nowhere before. A failure to send is mail.ErrTemporary or
// mail.ErrPermanent.
func (u *Upkeep) SendNotice(ctx context.Context, which id.Notice) error {
	var n notice.Notice
	err := u.db.AsSystem(ctx, func(tx postgres.SystemTx) error {
		var err error
		n, err = notice.Find(ctx, tx, which)
		return err
	})
	if errors.Is(err, notice.ErrNotFound) || (err == nil && n.SentAt != nil) {
		return nil // swept, or sent by an earlier try
	}
	if err != nil {
		return err
	}
	letter, ok, err := u.write(ctx, n)
	if err != nil {
		return err
	}
	if ok {
		err = u.mail.Send(ctx, mail.Message{
			To: n.Address, Subject: letter.Subject, Text: letter.Text, HTML: letter.HTML, MessageID: n.ID.String() + "@" + u.host,
			Headers: map[string]string{"Auto-Submitted": "auto-generated"},
		})
		if err != nil {
			return err
		}
	}
	return u.db.ByKeys(ctx, []secret.Hash{n.Subject}, func(tx postgres.PersonTx) error { return notice.MarkSent(ctx, tx, n, u.clock.Now()) })
}

// write writes the letter of a notice; ok is false when there is nothing to say.
func (u *Upkeep) write(ctx context.Context, n notice.Notice) (Letter, bool, error) {
	owner, nickname, err := u.owner(ctx, n.Address)
	if err != nil {
		return Letter{}, false, err
	}
	switch n.Kind {
	case notice.Verify:
		return u.verify(ctx, n, owner, nickname)
	case notice.Reset:
		return u.reset(ctx, n, owner, nickname)
	case notice.PasswordChanged:
		if owner.IsZero() {
			return Letter{}, false, nil
		}
		l, err := u.letters.PasswordChanged(nickname)
		return l, true, err
	}
	return Letter{}, false, errors.New("upkeep: a notice of a kind nobody knows")
}

// owner answers whose address it is, and what they are called; zero for nobody's.
func (u *Upkeep) owner(ctx context.Context, address string) (id.Account, string, error) {
	m, err := mailbox.ByAddress(ctx, u.db.PeekKeys([]secret.Hash{mailbox.Key(address)}), address)
	if errors.Is(err, mailbox.ErrNotFound) {
		return id.Account{}, "", nil
	}
	if err != nil {
		return id.Account{}, "", err
	}
	a, err := account.Get(ctx, u.db.PeekPerson(m.Account), m.Account)
	return m.Account, a.Nickname, err
}

// verify makes a sign-up's code, unless the address is somebody's already: then
// whoever reads the mailbox is told so.
func (u *Upkeep) verify(ctx context.Context, n notice.Notice, owner id.Account, nickname string) (Letter, bool, error) {
	if !owner.IsZero() {
		l, err := u.letters.AlreadyRegistered(nickname)
		return l, true, err
	}
	code := u.source.Digits(registration.CodeDigits)
	err := u.db.ByKeys(ctx, []secret.Hash{n.Subject}, func(tx postgres.PersonTx) error {
		return registration.SetCode(ctx, tx, n.Subject, u.authenticate(n, code), u.clock.Now())
	})
	if errors.Is(err, registration.ErrNotFound) {
		return Letter{}, false, nil // verified or expired in the meantime
	}
	if err != nil {
		return Letter{}, false, err
	}
	l, err := u.letters.VerifyCode(code, int(registration.CodeLifetime/time.Minute))
	return l, true, err
}

// reset makes a reset's code if the address is somebody's, and stays silent
// otherwise.
func (u *Upkeep) reset(ctx context.Context, n notice.Notice, owner id.Account, nickname string) (Letter, bool, error) {
	if owner.IsZero() {
		return Letter{}, false, nil
	}
	code := u.source.Digits(reset.CodeDigits)
	err := u.db.ByKeys(ctx, []secret.Hash{n.Subject}, func(tx postgres.PersonTx) error {
		return reset.SetCode(ctx, tx, n.Subject, owner, u.authenticate(n, code), u.clock.Now())
	})
	if errors.Is(err, reset.ErrNotFound) {
		return Letter{}, false, nil
	}
	if err != nil {
		return Letter{}, false, err
	}
	l, err := u.letters.ResetCode(nickname, code, int(reset.CodeLifetime/time.Minute))
	return l, true, err
}

// authenticate is what is stored of a code; interaction computes the same.
func (u *Upkeep) authenticate(n notice.Notice, code secret.Value) []byte {
	return registration.Authenticate(u.codes, n.Subject, code)
}
