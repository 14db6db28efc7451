package authorize

import (
	"context"

	"alias.example/alias/backend/internal/oauth"
)

// checkJKT accepts the thumbprint of the DPoP key that the code shall be bound to
// (RFC 9449 10); a request that was pushed with a proof is bound to the proof's key,
// and may only name the same (10.1).
func (*Authorize) checkJKT(_ context.Context, q *inquiry) error {
	sent := q.params.Get("dpop_jkt")
	switch {
	case sent == "":
		return nil
	case !isSHA256(sent):
		return oauth.NewError(oauth.JKTMalformed)
	case q.request.JKT != "" && q.request.JKT != sent:
		return oauth.NewError(oauth.JKTMismatch).Saw("dpop_jkt "+sent, "dpop_jkt "+q.request.JKT)
	}
	q.request.JKT = sent
	return nil
}
