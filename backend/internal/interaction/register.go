package interaction

import (
	"context"
	"errors"

	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/domain/person/credential"
	"alias.example/alias/backend/internal/domain/person/mailbox"
	"alias.example/alias/backend/internal/domain/person/notice"
	"alias.example/alias/backend/internal/domain/person/registration"
	"alias.example/alias/backend/internal/domain/person/session"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/job"
	"alias.example/alias/backend/internal/platform/password"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// SignUp is what a person enters to get an account.
type SignUp struct {
	Email    string
	Nickname string
	Password secret.Value
}

// Register stores a sign-up and has a code mailed to its address. It does the
// same work whether the address is anybody's already: only the job that mails
// looks, and tells whoever reads that mailbox, not whoever asks here. It answers
// the key by which the browser finds the sign-up again.
func (i *Interaction) Register(ctx context.Context, in SignUp, v Visitor) (secret.Value, error) {
	in, err := check(in)
	if err != nil {
		return secret.Value{}, err
	}
	if err := i.take(ctx, "register_network", v.Network.String(), mailsPerNet()); err != nil {
		return secret.Value{}, err
	}
	if err := i.take(ctx, "mail_address", hexKey(in.Email), mailPerKey()); err != nil {
		return secret.Value{}, err
	}
	phc, err := i.hash(ctx, in.Password)
	if err != nil {
		return secret.Value{}, err
	}
	now := i.clock.Now()
	r, key := registration.New(in.Email, in.Nickname, phc, i.source, now)
	err = i.db.ByKeys(ctx, []secret.Hash{r.Key}, func(tx postgres.PersonTx) error {
		if err := registration.Insert(ctx, tx, r, mailbox.Key(in.Email)); err != nil {
			return err
		}
		return i.leave(ctx, tx, notice.Verify, r.Key, in.Email)
	})
	return key, err
}

// check normalises a sign-up, or answers a fault that names every field to mend.
func check(in SignUp) (SignUp, error) {
	var f fault.Fields
	in.Email = mailbox.CheckAddress(in.Email, &f)
	in.Nickname = account.CheckNickname(in.Nickname, &f)
	checkPassword(in.Password, in.Email, in.Nickname, &f)
	return in, f.Invalid("sign_up_invalid", "Some of this cannot be accepted.")
}

func checkPassword(p secret.Value, email, nickname string, f *fault.Fields) {
	if p.IsZero() {
		f.Add("password", "required", "Enter a password.")
		return
	}
	reasons := password.Check(p, email, nickname)
	if len(reasons) == 0 {
		return
	}
	switch why := reasons[0]; why { // one at a time is enough to act on
	case password.TooShort:
		f.Add("password", string(why), "Use at least 8 characters.")
	case password.TooLong:
		f.Add("password", string(why), "Use at most 256 characters.")
	case password.Common:
		f.Add("password", string(why), "This password is one of those that attackers try first.")
	case password.ContainsEmail, password.ContainsNickname:
		f.Add("password", string(why), "This password is too close to your address or nickname.")
	}
}

// hash hashes a password, or asks to come back when too many wait.
func (i *Interaction) hash(ctx context.Context, p secret.Value) (string, error) {
	phc, err := i.passwords.Hash(ctx, p)
	if errors.Is(err, password.ErrBusy) {
		return "", fault.Unavailable("busy", "Many people are signing in at the moment. Please try again.").With(err)
	}
	return phc.Reveal(), err
}

// leave stores a notice and has it mailed, both when tx commits.
func (i *Interaction) leave(ctx context.Context, tx postgres.PersonTx, kind notice.Kind, subject secret.Hash, address string) error {
	n := notice.Notice{ID: id.NewNotice(), Kind: kind, Subject: subject, Address: address, CreatedAt: i.clock.Now()}
	if err := notice.Leave(ctx, tx, n, mailbox.Key(address)); err != nil {
		return err
	}
	return i.queue.SendNotice(ctx, tx, job.SendNotice{NoticeID: n.ID.String()})
}

// Registering answers the address of a sign-up that waits for its code, or
// registration.ErrNotFound.
func (i *Interaction) Registering(ctx context.Context, key secret.Value) (string, error) {
	r, err := registration.ByKey(ctx, i.db.PeekKeys([]secret.Hash{key.Hash()}), key.Hash(), i.clock.Now())
	return r.Address, err
}

// Resend has a new code mailed; the one before is worthless then.
func (i *Interaction) Resend(ctx context.Context, key secret.Value, v Visitor) error {
	if err := i.take(ctx, "register_network", v.Network.String(), mailsPerNet()); err != nil {
		return err
	}
	address, err := i.Registering(ctx, key)
	if err != nil {
		return err
	}
	if err := i.take(ctx, "mail_address", hexKey(address), mailPerKey()); err != nil {
		return err
	}
	return i.db.ByKeys(ctx, []secret.Hash{key.Hash()}, func(tx postgres.PersonTx) error {
		return i.leave(ctx, tx, notice.Verify, key.Hash(), address)
	})
}

// Verify spends a sign-up with its code and makes the account, signed in.
func (i *Interaction) Verify(ctx context.Context, key, code secret.Value, v Visitor) (Signed, error) {
	if err := i.take(ctx, "code", key.Reveal(), codePerKey()); err != nil {
		return Signed{}, err
	}
	now := i.clock.Now()
	waiting, err := registration.ByKey(ctx, i.db.PeekKeys([]secret.Hash{key.Hash()}), key.Hash(), now)
	if err != nil {
		return Signed{}, err
	}
	s, token := session.New(waiting.Account, oauth.ACRPassword, []string{oauth.AMRPassword}, v.UserAgent, i.source, now)
	err = i.db.InPerson(ctx, waiting.Account, func(tx postgres.PersonTx) error {
		r, err := registration.Consume(ctx, tx, key.Hash(), registration.Authenticate(i.codes, key.Hash(), code), now)
		if err != nil {
			return err
		}
		if err := makeAccount(ctx, tx, r, nil); err != nil {
			return err
		}
		return session.Insert(ctx, tx, s)
	})
	if errors.Is(err, mailbox.ErrTaken) {
		// Somebody proved the same address first. Whoever typed the code reads that
		// mailbox, so they may know.
		return Signed{}, mailbox.ErrTaken
	}
	return Signed{token, s.ID}, err
}

// makeAccount makes the account of a sign-up whose address is proved.
func makeAccount(ctx context.Context, tx postgres.PersonTx, r registration.Registration, profile account.Profile) error {
	now := r.CreatedAt
	a := account.New(r.Account, r.Nickname, now)
	a.Profile = profile
	if err := account.Insert(ctx, tx, a); err != nil {
		return err
	}
	m := mailbox.Mailbox{Account: r.Account, ID: id.NewMailbox(), Address: r.Address, VerifiedAt: now, CreatedAt: now}
	if err := mailbox.Insert(ctx, tx, m); err != nil {
		return err
	}
	return credential.Put(ctx, tx, r.Account, r.PHC, now)
}

func hexKey(address string) string { return string(mailbox.Key(address).Bytes()) }
