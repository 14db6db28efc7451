package proof

import (
	"strconv"
	"time"

	"alias.example/alias/backend/internal/oidc/issuer"
)

// period is how often the nonce changes. A nonce is good for the period it was
// made in and for the one after.
const period = 5 * time.Minute

// about is what the nonce of an issuer authenticates, some periods from now.
func (c *Checker) about(iss issuer.Issuer, from int64) []string {
	n := c.clock.Now().Unix()/int64(period/time.Second) + from
	return []string{iss.Tenant.ID.String(), strconv.FormatInt(n, 10)}
}

// made reports whether a nonce is a current one of ours. That of the next period
// may come from a replica whose clock is a little ahead.
func (c *Checker) made(iss issuer.Issuer, nonce string) bool {
	for from := int64(-1); from <= 1; from++ {
		if c.nonces.Check(nonce, c.about(iss, from)...) {
			return true
		}
	}
	return false
}
