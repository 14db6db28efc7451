package logout

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
)

// What one page must hand to the next goes by the address, sealed: for five
// minutes, readable and changeable by nobody else, and without the token that it
// was made from.

const carriedFor = 5 * time.Minute

type envelope struct {
	Ends time.Time       `json:"ends"`
	Doc  json.RawMessage `json:"doc"`
}

// Seal makes text of v that only Open reads, for the same purpose.
func (l *Logout) Seal(v any, purpose string) (string, error) {
	doc, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	if doc, err = json.Marshal(envelope{l.clock.Now().Add(carriedFor), doc}); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(l.sealer.Seal(doc, purpose)), nil
}

// Open reads into v what Seal made. Any error is an oauth.Error, RequestExpired.
func (l *Logout) Open(sealed, purpose string, v any) error {
	var e envelope
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err == nil {
		raw, err = l.sealer.Open(raw, purpose)
	}
	if err == nil {
		err = json.Unmarshal(raw, &e)
	}
	if err == nil {
		err = json.Unmarshal(e.Doc, v)
	}
	if err != nil || e.Ends.Before(l.clock.Now()) {
		return oauth.NewError(oauth.RequestExpired)
	}
	return nil
}

// carried is an Ask on its way from a post to the address that the browser shows
// its cookies to.
type carried struct {
	Client  string       `json:"client,omitempty"`
	Return  string       `json:"return,omitempty"`
	State   string       `json:"state,omitempty"`
	Subject string       `json:"sub,omitempty"`
	SID     string       `json:"sid,omitempty"`
	Refused oauth.Reason `json:"refused,omitempty"`
	Saw     [2]string    `json:"saw"`
}

// carry seals what was checked.
func (l *Logout) carry(ask Ask) (string, error) {
	c := carried{Return: ask.Return, State: ask.State, Subject: ask.subject, SID: ask.sid}
	if ask.Client != nil {
		c.Client = ask.Client.WireID()
	}
	if e := ask.Refused; e != nil {
		c.Refused, c.Saw = e.Reason, [2]string{e.Received, e.Expected}
	}
	return l.Seal(c, ask.Issuer.Tenant.ID.UUIDString())
}

// takeUp opens what carry sealed, and judges it anew.
func (l *Logout) takeUp(ctx context.Context, iss issuer.Issuer, sealed string) Ask {
	ask := Ask{Issuer: iss}
	if err := l.resume(ctx, &ask, sealed); err != nil {
		ask.Refused, ask.Return, ask.State = oauth.AsError(err), "", ""
	}
	return ask
}

func (l *Logout) resume(ctx context.Context, ask *Ask, sealed string) error {
	var c carried
	if err := l.Open(sealed, ask.Issuer.Tenant.ID.UUIDString(), &c); err != nil {
		return err
	}
	ask.subject, ask.sid = c.Subject, c.SID
	if err := l.address(ctx, ask, c.Client, c.Return, c.State); err != nil || c.Refused == "" {
		return err
	}
	return oauth.NewError(c.Refused).Saw(c.Saw[0], c.Saw[1])
}
