package token

import (
	"crypto/sha256"
	"encoding/base64"

	"alias.example/alias/backend/internal/oauth"
)

// challengeOf is the S256 challenge of a verifier (RFC 7636 4.2), or "" for
// none. A malformed verifier is a refusal (RFC 7636 4.1).
func challengeOf(verifier string) (string, error) {
	if verifier == "" {
		return "", nil
	}
	if len(verifier) < 43 || len(verifier) > 128 || !unreserved(verifier) {
		return "", oauth.NewError(oauth.PKCEVerifierMalformed)
	}
	h := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(h[:]), nil
}

func unreserved(s string) bool {
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '.', c == '_', c == '~':
		default:
			return false
		}
	}
	return true
}
