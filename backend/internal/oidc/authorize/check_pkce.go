package authorize

import (
	"context"
	"encoding/base64"
	"strconv"

	"alias.example/alias/backend/internal/oauth"
)

// checkPKCE accepts an S256 challenge, and demands one with a code of public
// clients, of every client set to it, and under every profile but the default (RFC
// 7636 4.3, RFC 9700 2.1.1, decision D5).
func (*Authorize) checkPKCE(_ context.Context, q *inquiry) error {
	challenge, method := q.params.Get("code_challenge"), q.params.Get("code_challenge_method")
	switch {
	case challenge == "" && method != "":
		return oauth.NewError(oauth.PKCEMissing).Saw("code_challenge_method without code_challenge", "both")
	case challenge == "" && hasWord(q.request.ResponseType, forCode) && (q.client.RequirePKCE || strict(q.client)):
		return oauth.NewError(oauth.PKCEMissing).Saw("", setting(q.client, "require_pkce", q.client.RequirePKCE))
	case challenge == "":
		return nil
	case method != "S256":
		return oauth.NewError(oauth.PKCEMethodUnsupported).Saw("code_challenge_method "+method, "code_challenge_method S256")
	case !isSHA256(challenge):
		return oauth.NewError(oauth.PKCEChallengeMalformed).Saw("a code_challenge of "+strconv.Itoa(len(challenge))+" characters", "43 characters of base64url") // not itself: it may be the verifier
	}
	q.request.CodeChallenge = challenge
	return nil
}

// isSHA256 reports whether s is a SHA-256 in unpadded base64url.
func isSHA256(s string) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(raw) == 32 && len(s) == 43 // the decoder skips line breaks
}
