package outbound

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// How long a fetched document is kept, whatever its server says: not so short
// that we fetch at every request, not so long that a change never arrives.
const (
	minFresh = 5 * time.Minute
	maxFresh = 24 * time.Hour
)

// Response is a whole answer.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	// ContentType is the media type in lower case without its parameters, or "".
	ContentType string
	// MaxAge is how long the server lets us keep the answer, by Cache-Control less
	// Age (RFC 9111 4.2); 0 when it does not say, or says not at all.
	MaxAge time.Duration
}

// OK reports whether the answer is 200.
func (r Response) OK() bool { return r.Status == http.StatusOK }

// Fresh is MaxAge, but at least 5 minutes and at most 24 hours.
func (r Response) Fresh() time.Duration { return min(max(r.MaxAge, minFresh), maxFresh) }

func newResponse(res *http.Response, body []byte) Response {
	r := Response{Status: res.StatusCode, Header: res.Header, Body: body, MaxAge: maxAge(res.Header)}
	if media, _, err := mime.ParseMediaType(res.Header.Get("Content-Type")); err == nil {
		r.ContentType = media
	}
	return r
}

func (r Response) redirects() bool {
	switch r.Status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

func maxAge(h http.Header) time.Duration {
	var age time.Duration
	for directive := range strings.SplitSeq(strings.ToLower(strings.Join(h.Values("Cache-Control"), ",")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch name {
		case "no-store", "no-cache":
			return 0
		case "max-age":
			age = seconds(strings.Trim(value, `"`))
		}
	}
	return max(age-seconds(h.Get("Age")), 0)
}

// seconds reads delta-seconds (RFC 9111 1.2.2); what is not a number is 0, and
// what is absurdly large is 2^31.
func seconds(s string) time.Duration {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil && strings.Trim(s, "0123456789") != "" {
		return 0
	}
	return time.Duration(min(n, 1<<31)) * time.Second
}
