package interaction

import (
	"context"
	"errors"
	"fmt"

	"alias.example/alias/backend/internal/domain/person/credential"
	"alias.example/alias/backend/internal/domain/person/mailbox"
	"alias.example/alias/backend/internal/domain/person/notice"
	"alias.example/alias/backend/internal/domain/person/registration"
	"alias.example/alias/backend/internal/domain/person/session"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/password"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// ErrCredentials says that address and password do not belong together. It does
// not say which of them is wrong.
var ErrCredentials = fault.Unauthenticated("credentials_wrong", "The address and the password do not belong together.")

// SignIn is what a person enters to sign in, and the sessions that their browser
// holds already.
type SignIn struct {
	Email    string
	Password secret.Value
	Held     []secret.Hash
}

// SignedIn is the answer: a session, or a sign-up that still waits for its code.
type SignedIn struct {
	Signed

	// Unverified is the new key of a sign-up whose password was right; a code is on
	// its way to its address.
	Unverified secret.Value
}

// Login signs a person in. One statement looks for who answers to the address
// and one password hash is computed, whether there is anybody or not.
func (i *Interaction) Login(ctx context.Context, in SignIn, v Visitor) (SignedIn, error) {
	var f fault.Fields
	in.Email = mailbox.CheckAddress(in.Email, &f)
	if in.Password.IsZero() {
		f.Add("password", "required", "Enter your password.")
	}
	if err := f.Invalid("sign_in_invalid", "Enter your address and your password."); err != nil {
		return SignedIn{}, err
	}
	if err := i.take(ctx, "login_network", v.Network.String(), perNetwork()); err != nil {
		return SignedIn{}, err
	}
	if err := i.take(ctx, "login_address", hexKey(in.Email), perAddress()); err != nil {
		return SignedIn{}, err
	}
	key := mailbox.Key(in.Email)
	candidates, err := credential.ByAddress(ctx, i.db.PeekKeys([]secret.Hash{key}), key, i.clock.Now())
	if err != nil {
		return SignedIn{}, err
	}
	who := pick(candidates)
	ok, err := i.passwords.Verify(ctx, in.Password, secret.NewValue(who.PHC))
	switch {
	case errors.Is(err, password.ErrBusy):
		return SignedIn{}, fault.Unavailable("busy", "Many people are signing in at the moment. Please try again.").With(err)
	case err != nil:
		return SignedIn{}, fmt.Errorf("verifying a password: %w", err)
	case !ok:
		return SignedIn{}, ErrCredentials
	case !who.Verified:
		fresh, err := i.again(ctx, in, who)
		return SignedIn{Unverified: fresh}, err
	}
	signed, err := i.signIn(ctx, who, in, v)
	return SignedIn{Signed: signed}, err
}

// pick chooses whom the password is compared with: the account if there is one,
// else the latest sign-up, else nobody, whose hash nothing fits.
func pick(list []credential.Candidate) credential.Candidate {
	var out credential.Candidate
	for _, c := range list {
		if c.Verified {
			return c
		}
		out = c
	}
	return out
}

// signIn begins a session, or takes up the one that the person has in this browser:
// whoever signs in again for one service is not signed out of the others.
func (i *Interaction) signIn(ctx context.Context, who credential.Candidate, in SignIn, v Visitor) (Signed, error) {
	now := i.clock.Now()
	s, token := session.New(who.Account, oauth.ACRPassword, []string{oauth.AMRPassword}, v.UserAgent, i.source, now)
	better := ""
	if i.passwords.NeedsRehash(secret.NewValue(who.PHC)) {
		if phc, err := i.hash(ctx, in.Password); err == nil {
			better = phc
		}
	}
	err := i.db.InPerson(ctx, who.Account, func(tx postgres.PersonTx) error {
		if better != "" {
			if err := credential.Put(ctx, tx, who.Account, better, now); err != nil {
				return err
			}
		}
		renewed, ok, err := session.Renew(ctx, tx, s, in.Held)
		if ok {
			s.ID = renewed
		}
		if ok || err != nil {
			return err
		}
		return session.Insert(ctx, tx, s)
	})
	return Signed{token, s.ID}, err
}

// again gives a sign-up whose password was typed once more a new key and code:
// the browser that holds the first one may be gone.
func (i *Interaction) again(ctx context.Context, in SignIn, who credential.Candidate) (secret.Value, error) {
	if err := i.take(ctx, "mail_address", hexKey(in.Email), mailPerKey()); err != nil {
		return secret.Value{}, err
	}
	now := i.clock.Now()
	old, err := registration.ByKey(ctx, i.db.PeekKeys([]secret.Hash{who.Registration}), who.Registration, now)
	if err != nil {
		return secret.Value{}, err
	}
	r, key := registration.New(old.Address, old.Nickname, who.PHC, i.source, now)
	err = i.db.ByKeys(ctx, []secret.Hash{r.Key}, func(tx postgres.PersonTx) error {
		if err := registration.Insert(ctx, tx, r, mailbox.Key(old.Address)); err != nil {
			return err
		}
		return i.leave(ctx, tx, notice.Verify, r.Key, old.Address)
	})
	return key, err
}
