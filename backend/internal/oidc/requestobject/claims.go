package requestobject

import (
	"encoding/json"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/jose"
)

const (
	skew    = 30 * time.Second // how far a client's clock may be off
	longest = time.Hour        // how long a signed request may be good (FAPI 2.0 Message Signing 5.3.1)
)

// claims are those that say whether a request object may be believed.
type claims struct {
	Issuer     string           `json:"iss"`
	Audience   jose.Audience    `json:"aud"`
	ExpiresAt  jose.NumericDate `json:"exp"`
	NotBefore  jose.NumericDate `json:"nbf"`
	ClientID   string           `json:"client_id"`
	Request    json.RawMessage  `json:"request"`
	RequestURI json.RawMessage  `json:"request_uri"`
}

// check judges them for a request of c to iss.
func (k claims) check(iss issuer.Issuer, c client.Client, now time.Time) error {
	switch {
	case k.Issuer != c.WireID():
		return oauth.NewError(oauth.RequestObjectParties).Saw("iss "+k.Issuer, "iss "+c.WireID())
	case !k.Audience.Has(iss.URL):
		return oauth.NewError(oauth.RequestObjectParties).Saw("another aud", "aud "+iss.URL)
	case k.ClientID != "" && k.ClientID != c.WireID():
		return oauth.NewError(oauth.RequestObjectClient).Saw("client_id "+k.ClientID, "client_id "+c.WireID())
	case k.Request != nil, k.RequestURI != nil:
		return oauth.NewError(oauth.RequestObjectNested)
	}
	if why := k.lifetime(c.FAPI(), now); why != "" {
		return oauth.NewError(oauth.RequestObjectTime).Saw(why, "a request of now, at "+now.UTC().Format(time.RFC3339))
	}
	return nil
}

// lifetime says what is wrong with the dates, or "". A request that is evidence, as
// every signed one is under FAPI 2.0 (Message Signing 5.3.1), has both, and they are
// bounded; otherwise each is checked if it is there.
func (k claims) lifetime(evidence bool, now time.Time) string {
	exp, nbf := k.ExpiresAt, k.NotBefore
	switch {
	case evidence && exp.IsZero():
		return "no exp"
	case evidence && nbf.IsZero():
		return "no nbf"
	case !exp.IsZero() && now.After(exp.Time().Add(skew)):
		return "exp " + exp.Time().Format(time.RFC3339)
	case !nbf.IsZero() && now.Add(skew).Before(nbf.Time()):
		return "nbf " + nbf.Time().Format(time.RFC3339)
	case evidence && exp.Time().Sub(nbf.Time()) > longest:
		return "exp more than 60 minutes after nbf"
	case evidence && now.Sub(nbf.Time()) > longest:
		return "nbf more than 60 minutes ago"
	}
	return ""
}

// textsOf is a member as the parameter of a form would be: none for null. ok is
// false for what no parameter can be.
func textsOf(raw json.RawMessage) (texts []string, ok bool) {
	switch raw[0] {
	case '"':
		var s string
		err := json.Unmarshal(raw, &s)
		return []string{s}, err == nil
	case '[':
		err := json.Unmarshal(raw, &texts)
		return texts, err == nil
	case 'n':
		return nil, true
	default: // a number, an object, true or false
		return []string{string(raw)}, true
	}
}
