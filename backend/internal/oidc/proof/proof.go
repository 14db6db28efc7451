// Package proof checks what a request proves about its sender, beyond who the
// client is: that it holds the key of a DPoP proof (RFC 9449) or of a certificate
// (RFC 8705). A token that was stolen is worthless to whoever can prove neither.
//
// A proof counts once at a tenant. Checking it costs nothing; using it up is left
// to a statement that is sent anyway: grant.AccessByHashOnce at a resource, and the
// one of package clientauth where clients authenticate. Nonces are authenticators
// of the time, so any replica knows those of the others and none is stored.
// Sources: RFC 9449 4, 5, 7, 8, 9 and 11.1, RFC 8705 3.
//
// Cost: none.
package proof

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"time"

	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/replay"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/secret"
)

// A proof is believed from the moment it was made until it is oldest, by a clock
// that may be ahead of ours.
const (
	oldest = 60 * time.Second
	ahead  = 10 * time.Second
)

// Algs are the algorithms of proofs. RS256 is not among them: a key is made for
// the purpose, so nothing old has to be supported.
func Algs() []jose.Alg { return []jose.Alg{jose.ES256, jose.PS256, jose.ES384, jose.EdDSA} }

// Presented is what a request came with, unchecked.
type Presented struct {
	Certificate *x509.Certificate // whose key the sender holds, or nil
	Verified    bool              // whether it leads to an authority for clients

	proofs       []string
	method, path string
}

// Sender is what a request proved.
type Sender struct {
	JKT string // the thumbprint of the key of its proof, or ""
	X5T string // that of its certificate, or ""

	shown  replay.Shown
	nonces bool // whether the proof has a nonce of ours
}

// Checker checks proofs.
type Checker struct {
	addresses Addresses
	clock     clock.Clock
	nonces    secret.MAC
}

// New returns a checker for the endpoints at the addresses.
func New(at Addresses, clk clock.Clock, master *secret.Master) *Checker {
	return &Checker{at, clk, master.MAC("dpop-nonce")}
}

// claims are those of a proof (RFC 9449 4.2).
type claims struct {
	JTI   string           `json:"jti"`
	HTM   string           `json:"htm"`
	HTU   string           `json:"htu"`
	IAT   jose.NumericDate `json:"iat"`
	ATH   string           `json:"ath"`
	Nonce string           `json:"nonce"`
}

// Check checks what a request came with, in the order of RFC 9449 4.3, or answers
// an oauth.Error. token is the access token that came with it, or nil where none
// does. A request without a proof is no error: whether one is needed is for Holds,
// or for the caller.
func (c *Checker) Check(iss issuer.Issuer, p Presented, token *secret.Value) (Sender, error) {
	var s Sender
	if p.Certificate != nil {
		s.X5T = jose.X5T(p.Certificate)
	}
	switch len(p.proofs) {
	case 0:
		return s, nil
	case 1:
	default:
		return s, oauth.NewError(oauth.DPoPProofTwice)
	}
	jkt, payload, err := jose.VerifyEmbedded(p.proofs[0], "dpop+jwt", Algs())
	if err != nil {
		return s, malformed(err)
	}
	var has claims
	if err := jose.DecodeClaims(payload, &has); err != nil {
		return s, malformed(err)
	}
	if err := c.fits(iss, p, has, token); err != nil {
		return s, err
	}
	s.JKT, s.nonces = jkt, c.made(iss, has.Nonce)
	s.shown = replay.Shown{Key: replay.Key("dpop", jkt, has.JTI), Ends: has.IAT.Time().Add(oldest)}
	return s, nil
}

// fits refuses a proof that is not for this request.
func (c *Checker) fits(iss issuer.Issuer, p Presented, has claims, token *secret.Value) error {
	now, below := c.clock.Now(), c.addresses.Below(iss, p.path)
	switch made := has.IAT.Time(); {
	case has.JTI == "" || has.HTM == "" || has.HTU == "" || has.IAT.IsZero():
		return oauth.NewError(oauth.DPoPProofMalformed).Saw("a proof that lacks a claim", "jti, htm, htu and iat")
	case has.HTM != p.method:
		return oauth.NewError(oauth.DPoPProofMethod).Saw("htm "+has.HTM, p.method)
	case !c.addresses.Are(iss, below, has.HTU):
		return oauth.NewError(oauth.DPoPProofURI).Saw("htu "+has.HTU, c.addresses.Of(iss, below)[0])
	case made.After(now.Add(ahead)), !made.After(now.Add(-oldest)):
		return oauth.NewError(oauth.DPoPProofTime).Saw("iat "+made.Format(time.RFC3339), "about "+now.Format(time.RFC3339))
	case token != nil && has.ATH != hashOf(*token):
		return oauth.NewError(oauth.DPoPProofToken)
	}
	return nil
}

func hashOf(token secret.Value) string {
	sum := sha256.Sum256([]byte(token.Reveal()))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// malformed passes a sentence of package jose on to the developer.
func malformed(err error) error {
	if !errors.Is(err, jose.ErrInvalid) {
		return err
	}
	return oauth.NewError(oauth.DPoPProofMalformed).Saw(err.Error(), "a DPoP proof")
}

// Once is what uses the proof up: see grant.AccessByHashOnce and package replay. It is
// zero when there was no proof.
func (s Sender) Once() replay.Shown { return s.shown }

// Replayed is the refusal of a proof that was used before.
func Replayed() *oauth.Error { return oauth.NewError(oauth.DPoPProofReplayed) }

// Fresh refuses a proof without a current nonce.
func (s Sender) Fresh() error {
	if s.JKT != "" && !s.nonces {
		return oauth.NewError(oauth.DPoPNonceDue)
	}
	return nil
}

// Holds refuses a sender that is not the one the token is bound to (SEC-44): a
// token with a key needs its scheme and a proof of that key, one with a certificate
// needs the certificate. mustNonce is whether the token's client must use nonces.
func (s Sender) Holds(t Token, to grant.Bound, mustNonce bool) error {
	switch {
	case t.DPoP && s.JKT == "":
		return oauth.NewError(oauth.DPoPProofMissing)
	case t.DPoP != (to.JKT != ""):
		return oauth.NewError(oauth.TokenScheme)
	case to.JKT != "" && to.JKT != s.JKT:
		return oauth.NewError(oauth.TokenKey)
	case to.X5T != "" && to.X5T != s.X5T:
		return oauth.NewError(oauth.TokenCertificate)
	case t.DPoP && mustNonce:
		return s.Fresh()
	}
	return nil
}
