package proof

import (
	"mime"
	"net/http"
	"strings"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/wire"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/secret"
)

// Read takes what a request came with.
func Read(r *http.Request) Presented {
	p := Presented{proofs: r.Header.Values("DPoP"), method: r.Method, path: r.URL.Path}
	p.Certificate, p.Verified = httpx.ClientCertificate(r.Context())
	return p
}

// Token is an access token as it came, unchecked.
type Token struct {
	Value     secret.Value
	DPoP      bool // whether it came by the DPoP scheme
	Presented Presented
}

// ReadToken finds the access token of a request: in the Authorization header by
// the Bearer or the DPoP scheme, or in a form body (RFC 6750 2.1 and 2.2, RFC 9449
// 7.1); never in the query. It answers an oauth.Error otherwise.
func ReadToken(w http.ResponseWriter, r *http.Request) (Token, error) {
	t := Token{Presented: Read(r)}
	headers := r.Header.Values("Authorization")
	inBody, err := tokenInBody(w, r)
	switch {
	case err != nil:
		return t, err
	case len(headers) > 1, len(headers) == 1 && inBody != "":
		return t, oauth.NewError(oauth.BearerTwice)
	case len(headers) == 0 && inBody == "":
		return t, oauth.NewError(oauth.BearerMissing)
	case len(headers) == 0:
		t.Value = secret.NewValue(inBody)
		return t, nil
	}
	scheme, text, _ := strings.Cut(headers[0], " ")
	t.DPoP = strings.EqualFold(scheme, "DPoP")
	t.Value = secret.NewValue(strings.TrimSpace(text))
	if t.Value.IsZero() || !t.DPoP && !strings.EqualFold(scheme, "Bearer") {
		return t, oauth.NewError(oauth.BearerMissing).Saw("an Authorization header of another scheme", "Bearer or DPoP, and the token")
	}
	return t, nil
}

func tokenInBody(w http.ResponseWriter, r *http.Request) (string, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPost || err != nil || kind != "application/x-www-form-urlencoded" {
		return "", nil //nolint:nilerr // no form, no token in it
	}
	p, err := wire.Form(w, r)
	if err == nil && p.IsRepeated("access_token") {
		err = oauth.NewError(oauth.BearerTwice)
	}
	return p.Get("access_token"), err
}

// Nonce tells a client that must use nonces the current one (RFC 9449 8.2). Call it
// before the answer is written, whatever the answer is.
func (c *Checker) Nonce(w http.ResponseWriter, iss issuer.Issuer, who client.Client) {
	if who.RequireDPoPNonce {
		w.Header().Set("DPoP-Nonce", c.nonces.Text(c.about(iss, 0)...))
	}
}

// Challenge says how to do better (RFC 6750 3, RFC 9449 7.1): by both schemes when
// there was no token, otherwise with the error, by the scheme that was used or
// should have been. more are further parameters, such as scope="openid".
func Challenge(w http.ResponseWriter, t Token, e *oauth.Error, more ...string) {
	algs := make([]string, 0, 4)
	for _, a := range Algs() {
		algs = append(algs, string(a))
	}
	ours := `DPoP realm="alias", algs="` + strings.Join(algs, " ") + `"`
	if e.Reason == oauth.BearerMissing {
		w.Header()["Www-Authenticate"] = []string{`Bearer realm="alias"`, ours}
		return
	}
	scheme := `Bearer realm="alias"`
	if t.DPoP || e.Reason == oauth.TokenScheme || e.Code == oauth.InvalidDPoPProof || e.Code == oauth.UseDPoPNonce {
		scheme = ours
	}
	more = append([]string{scheme, `error="` + string(e.Code) + `"`, `error_description="` + e.Description + `"`}, more...)
	w.Header().Set("WWW-Authenticate", strings.Join(more, ", "))
}
