// Package farewell is what a client hears when a session ends, or a consent: a
// logout token over the back channel, and a frame in the page that says goodbye.
// It knows which client and which pseudonym, and must never put more into a token
// than that. Sources: OpenID Connect Back-Channel Logout 1.0 2.4 and 2.5,
// Front-Channel Logout 1.0 2, RFC 8417 2.2.
//
// Cost: one round trip for each client, warm.
package farewell

import (
	"context"
	"errors"
	"time"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/platform/urls"
)

// Event is what a logout token says that happened (Back-Channel Logout 2.4).
const Event = "http://schemas.openid.net/event/backchannel-logout"

// lifetime is how long a logout token may be shown: Back-Channel Logout 2.4 asks
// for two minutes at most.
const lifetime = 2 * time.Minute

// Farewells find out how clients are told.
type Farewells struct {
	directory *issuer.Directory
	clock     clock.Clock
	source    secret.Source
}

// New returns the farewells of a deployment.
func New(d *issuer.Directory, clk clock.Clock, source secret.Source) *Farewells {
	return &Farewells{d, clk, source}
}

// Call is one delivery over the back channel, ready to be sent. Without an address,
// the client does not want to hear it: it listens nowhere, or to sessions alone.
type Call struct{ Address, Token string }

// Call makes the logout token of a notice.
func (f *Farewells) Call(ctx context.Context, n logout.Notice) (Call, error) {
	iss, c, err := f.find(ctx, n)
	if errors.Is(err, client.ErrNotFound) || errors.Is(err, tenant.ErrNotFound) {
		return Call{}, nil
	}
	if err != nil || c.BackchannelLogoutURI == "" || n.SID == "" && c.BackchannelSessionRequired {
		return Call{}, err
	}
	key, err := f.directory.Signer(ctx, iss, c.IDTokenAlg)
	if err != nil {
		return Call{}, err
	}
	now := f.clock.Now()
	claims := map[string]any{
		"iss": iss.URL, "sub": n.AliasID, "aud": c.WireID(), "iat": now.Unix(), "exp": now.Add(lifetime).Unix(), "jti": f.source.Token(16).Reveal(),
		"events": map[string]any{Event: map[string]any{}},
	}
	if n.SID != "" {
		claims["sid"] = n.SID
	}
	token, err := key.Sign("logout+jwt", claims)
	return Call{c.BackchannelLogoutURI, token}, err
}

func (f *Farewells) find(ctx context.Context, n logout.Notice) (issuer.Issuer, client.Client, error) {
	iss, err := f.directory.ByID(ctx, n.Tenant)
	if err != nil {
		return issuer.Issuer{}, client.Client{}, err
	}
	c, err := f.directory.Client(ctx, iss, n.Client.String())
	return iss, c, err
}

// Told is a client that a session had reached, as the page that says goodbye shows
// it.
type Told struct {
	Name  string
	Frame string // what the page loads, so that the client hears of it; "" for nothing
	Back  bool   // whether its server is told
	// AliasID is whom the client knows. Frames of two that know different ones must
	// never be in one page: they could speak to each other there, and learn that they
	// know one person.
	AliasID string
}

// Told answers how the clients of notices are told.
func (f *Farewells) Told(ctx context.Context, notices []logout.Notice) ([]Told, error) {
	var out []Told
	for _, n := range notices {
		iss, c, err := f.find(ctx, n)
		if errors.Is(err, client.ErrNotFound) || errors.Is(err, tenant.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		t := Told{Name: c.Name, Back: c.BackchannelLogoutURI != "", AliasID: n.AliasID}
		if c.FrontchannelLogoutURI != "" && n.SID != "" {
			t.Frame = urls.Append(c.FrontchannelLogoutURI, [2]string{"iss", iss.URL}, [2]string{"sid", n.SID})
		}
		out = append(out, t)
	}
	return out, nil
}
