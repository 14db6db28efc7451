package authorize

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
)

// checkClaims reads the claims that are asked for by name (OIDC Core 5.5). An acr
// that is essential and that nobody here can have ends the request (5.5.1.1); a sub
// says who is meant.
func (*Authorize) checkClaims(_ context.Context, q *inquiry) error {
	sent := q.params.Get("claims")
	if sent == "" {
		return nil
	}
	var err error
	if q.request.Claims, err = parseClaims(sent); err != nil {
		return oauth.NewError(oauth.ClaimsMalformed).Saw(err.Error(), `such as {"userinfo":{"name":{"essential":true}}}`)
	}
	if acrs := essentialACRs(q.request.Claims); len(acrs) > 0 && len(oauth.Intersect(acrs, oauth.ACRValues())) == 0 {
		return oauth.NewError(oauth.ACRUnmet).Saw("acr "+strings.Join(acrs, " "), "acr among "+strings.Join(oauth.ACRValues(), " "))
	}
	subs := append(wanted(q.request.Claims.IDToken["sub"]), wanted(q.request.Claims.UserInfo["sub"])...)
	slices.Sort(subs)
	if subs = slices.Compact(subs); len(subs) > 1 {
		return oauth.NewError(oauth.ClaimsMalformed).Saw("several values of sub", "one")
	}
	q.request.HintAliasID = strings.Join(subs, "")
	return nil
}

// essentialACRs are the authentication contexts of which one is demanded; none is
// no demand.
func essentialACRs(c oauth.ClaimsRequest) []string {
	if acr := c.IDToken["acr"]; acr != nil && acr.Essential {
		return wanted(acr)
	}
	return nil
}

// wanted are the values that a claim shall have one of.
func wanted(c *oauth.ClaimRequest) []string {
	if c == nil {
		return nil
	}
	var out []string
	for _, v := range append([]any{c.Value}, c.Values...) {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// parseClaims reads the parameter. Claims that Alias does not have, members of
// other names, and values where none can be chosen are left out.
func parseClaims(sent string) (oauth.ClaimsRequest, error) {
	var out oauth.ClaimsRequest
	places, err := jose.StrictObject([]byte(sent))
	if err != nil {
		return out, err
	}
	if out.UserInfo, err = parsePlace("userinfo", places["userinfo"]); err != nil {
		return out, err
	}
	out.IDToken, err = parsePlace("id_token", places["id_token"])
	return out, err
}

func parsePlace(place string, raw json.RawMessage) (map[string]*oauth.ClaimRequest, error) {
	if raw == nil || string(raw) == "null" {
		return nil, nil
	}
	asked, err := jose.StrictObject(raw)
	if err != nil {
		return nil, &jose.MemberError{Path: place, Sentence: err.Error()}
	}
	out := map[string]*oauth.ClaimRequest{}
	for name, how := range asked {
		c, err := parseClaim(how)
		chosen := name == "sub" || name == "acr" // those of which a value can be chosen
		if err != nil || chosen && slices.ContainsFunc(wanted(c), func(v string) bool { return strings.Contains(v, "\x00") }) {
			return nil, &jose.MemberError{Path: place, Sentence: "A claim is neither null nor an object of essential, value and values."}
		}
		switch {
		case chosen && c != nil:
			out[name] = &oauth.ClaimRequest{Essential: c.Essential, Values: texts(wanted(c))}
		case !chosen && name != "auth_time" && oauth.ScopeOfClaim(name) == "":
		case c != nil && c.Essential:
			out[name] = &oauth.ClaimRequest{Essential: true}
		default:
			out[name] = nil
		}
	}
	return out, nil
}

// parseClaim reads how much a claim is wanted; nil is the default.
func parseClaim(raw json.RawMessage) (*oauth.ClaimRequest, error) {
	if string(raw) == "null" {
		return nil, nil //nolint:nilnil // nil is how oauth.ClaimsRequest says it
	}
	var c oauth.ClaimRequest
	if err := jose.DecodeClaims(raw, &c); err != nil {
		return nil, err
	}
	return &c, nil
}

func texts(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}
