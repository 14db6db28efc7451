package authorize

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
)

// signedLifetime is how long a signed response may be shown (JARM 2.1 recommends
// ten minutes at most).
const signedLifetime = 10 * time.Minute

// param is one parameter of a response, in the order it is written.
type param struct{ name, value string }

// success are the parameters that hand over what the response type wants (RFC
// 6749 4.1.2 and 4.2.2, OIDC Core 3.2.2.5 and 3.3.2.5).
func success(ans Answer) []param {
	var p []param
	if code := ans.Code; !code.IsZero() {
		p = append(p, param{"code", code.Reveal()})
	}
	if t := ans.Tokens; !t.Access.IsZero() {
		p = append(p, param{"access_token", t.Access.Reveal()}, param{"token_type", t.Type}, param{"expires_in", strconv.Itoa(t.ExpiresIn)}, param{"scope", t.Scope})
	}
	if id := ans.Tokens.ID; id != "" {
		p = append(p, param{"id_token", id})
	}
	return p
}

// failure are the parameters of an error (RFC 6749 4.1.2.1).
func failure(e *oauth.Error) []param {
	return []param{{"error", string(e.Code)}, {"error_description", e.Description}}
}

// complete adds what every response has: the state, the state of the session
// (Session Management 2), and who answers (RFC 9207), which a signed response says
// by itself.
func (a *Authorize) complete(ctx context.Context, q inquiry, p []param, sessionState string) ([]param, error) {
	if q.request.State != "" {
		p = append(p, param{"state", q.request.State})
	}
	if sessionState != "" {
		p = append(p, param{"session_state", sessionState})
	}
	if strings.HasSuffix(q.request.ResponseMode, signed) {
		token, err := a.sign(ctx, q, p)
		return []param{{"response", token}}, err
	}
	if q.client.SendIss {
		p = append(p, param{"iss", q.issuer.URL})
	}
	return p, nil
}

// sign makes one JWT of a response (JARM 2.1).
func (a *Authorize) sign(ctx context.Context, q inquiry, p []param) (string, error) {
	key, err := a.directory.Signer(ctx, q.issuer, responseAlg(q.client))
	if err != nil {
		return "", err
	}
	claims := map[string]any{"iss": q.issuer.URL, "aud": q.client.WireID(), "exp": a.clock.Now().Add(signedLifetime).Unix()}
	for _, each := range p {
		claims[each.name] = each.value
	}
	return key.Sign("JWT", claims)
}

// responseAlg is the algorithm of signed responses: the client's choice, or RS256
// (JARM 3), which FAPI 2.0 Security Profile 5.4.1 rules out.
func responseAlg(c client.Client) jose.Alg {
	switch {
	case c.AuthorizationAlg != "":
		return c.AuthorizationAlg
	case c.FAPI():
		return jose.ES256
	}
	return jose.RS256
}

// location is the redirect URI with parameters added, to its query or as its
// fragment; those it has stay, byte for byte (RFC 6749 3.1.2).
func location(r authrequest.Request, params []param) string {
	sep := "?"
	switch uri := r.RedirectURI; {
	case strings.HasPrefix(r.ResponseMode, inFragment):
		sep = "#"
	case strings.HasSuffix(uri, "?"), strings.Contains(uri, "?") && strings.HasSuffix(uri, "&"):
		sep = ""
	case strings.Contains(uri, "?"):
		sep = "&"
	}
	var b strings.Builder
	b.WriteString(r.RedirectURI)
	for _, p := range params {
		b.WriteString(sep + url.QueryEscape(p.name) + "=" + url.QueryEscape(p.value))
		sep = "&"
	}
	return b.String()
}
