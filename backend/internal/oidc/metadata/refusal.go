package metadata

import (
	"strings"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/fault"
)

// Invalid is the refusal of metadata that settings cannot be made of. The client is
// told what is wrong with each member, for it is the developer's own.
func Invalid(fields []fault.Field) *oauth.Error {
	reason := oauth.MetadataRefused
	said := make([]string, len(fields))
	for i, f := range fields {
		if strings.HasPrefix(f.Location, "redirect_uris") {
			reason = oauth.MetadataRedirectURI
		}
		said[i] = wireName(f.Location) + ": " + f.Message
	}
	e := oauth.NewError(reason).Saw(strings.Join(said, " "), "metadata that this issuer accepts")
	e.Description = plain(strings.Join(said, " "))
	return e
}

// wireName is what the standard calls a setting.
func wireName(setting string) string {
	switch setting {
	case "name":
		return "client_name"
	case "auth_method":
		return "token_endpoint_auth_method"
	case "scopes":
		return "scope"
	}
	return setting
}

// plain is text as an error_description may hold it (RFC 6749 5.2).
func plain(s string) string {
	var b strings.Builder
	for _, c := range s {
		switch {
		case c == '…':
			b.WriteString("...")
		case c == '–' || c == '—':
			b.WriteByte('-')
		case c == '"' || c == '\\' || c < 0x20 || c > 0x7e:
			b.WriteByte('\'')
		default:
			b.WriteRune(c)
		}
	}
	return b.String()[:min(b.Len(), 1000)]
}
