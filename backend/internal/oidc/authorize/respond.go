package authorize

import (
	"net/url"
	"strings"

	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/oauth"
)

// param is one parameter of a response, in the order it is written.
type param struct{ name, value string }

// success are the parameters that hand over a code (RFC 6749 4.1.2, RFC 9207).
func success(r authrequest.Request, code, iss string, sendIss bool) []param {
	return common([]param{{"code", code}}, r, iss, sendIss)
}

// failure are the parameters of an error (RFC 6749 4.1.2.1, RFC 9207).
func failure(r authrequest.Request, e *oauth.Error, iss string, sendIss bool) []param {
	return common([]param{{"error", string(e.Code)}, {"error_description", e.Description}}, r, iss, sendIss)
}

func common(p []param, r authrequest.Request, iss string, sendIss bool) []param {
	if r.State != "" {
		p = append(p, param{"state", r.State})
	}
	if sendIss {
		p = append(p, param{"iss", iss})
	}
	return p
}

// location is the redirect URI with parameters added to its query; those it has
// stay, byte for byte (RFC 6749 3.1.2).
func location(redirectURI string, params []param) string {
	var b strings.Builder
	b.WriteString(redirectURI)
	sep := "?"
	if strings.Contains(redirectURI, "?") {
		sep = "&"
		if strings.HasSuffix(redirectURI, "?") || strings.HasSuffix(redirectURI, "&") {
			sep = ""
		}
	}
	for _, p := range params {
		b.WriteString(sep + url.QueryEscape(p.name) + "=" + url.QueryEscape(p.value))
		sep = "&"
	}
	return b.String()
}
