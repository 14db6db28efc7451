package authorize

import (
	"context"
	"strconv"

	"alias.example/alias/backend/internal/oauth"
)

// longestMaxAge keeps max_age within what is stored; a longer one asks for nothing.
const longestMaxAge = 10 * 365 * 24 * 60 * 60

// checkMaxAge accepts a whole number of seconds (OIDC Core 3.1.2.1), or takes the
// client's own when none is sent (OIDC Registration 2).
func (*Authorize) checkMaxAge(_ context.Context, q *inquiry) error {
	sent := q.params.Get("max_age")
	if sent == "" {
		if d := q.client.DefaultMaxAge; d != nil {
			age := min(*d, longestMaxAge)
			q.request.MaxAge = &age
		}
		return nil
	}
	n, err := strconv.ParseUint(sent, 10, 62)
	if err != nil {
		return oauth.NewError(oauth.MaxAgeMalformed).Saw("max_age "+sent, "seconds, such as 3600")
	}
	age := int(min(n, longestMaxAge))
	q.request.MaxAge = &age
	return nil
}
