package check

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/e2e/conformance/moment"
)

// ScopeClaims are the claims of each scope (OIDC Core 5.4).
func ScopeClaims(scope string) []string {
	return map[string][]string{
		"profile": {
			"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website", "gender",
			"birthdate", "zoneinfo", "locale", "updated_at",
		},
		"email":   {"email", "email_verified"},
		"address": {"address"},
		"phone":   {"phone_number", "phone_number_verified"},
	}[scope]
}

// UserInfo checks a UserInfo response that is JSON (OIDC Core 5.3.2).
func UserInfo(t *testing.T, a Answer, sub any) Object {
	t.Helper()
	require.Equal(t, http.StatusOK, a.Status, "%s: %.300s", a.To, a.Body)
	c := a.JSON(t)
	if sub != nil {
		assert.Equal(t, sub, c["sub"], "sub is the ID token's (OIDC Core 5.3.2)")
	}
	StandardClaims(t, "UserInfo", c)
	return c
}

// StandardClaims checks the types of the standard claims (OIDC Core 5.1).
func StandardClaims(t *testing.T, where string, c Object) {
	t.Helper()
	for name, v := range c {
		switch {
		case name == "email_verified" || name == "phone_number_verified":
			assert.IsType(t, true, v, "%s: %s", where, name)
		case name == "updated_at":
			n, ok := v.(float64)
			at := time.Unix(int64(n), 0)
			assert.True(t, ok && at.Year() >= 1990 && !at.After(moment.Now().Add(time.Minute)), "%s: updated_at %v", where, v)
		case name == "birthdate":
			s, _ := v.(string)
			assert.True(t, Birthdate(s), "%s: birthdate %v", where, v)
		case name == "address":
			members, ok := v.(Object)
			assert.True(t, ok && len(members) > 0, "%s: address is an object", where)
			for member, line := range members {
				text(t, where+": address."+member, line)
			}
		case slices.Contains(ScopeClaims("profile"), name), name == "email", name == "phone_number", name == "sub":
			text(t, where+": "+name, v)
		}
	}
}

func text(t *testing.T, what string, v any) {
	t.Helper()
	s, ok := v.(string)
	assert.True(t, ok && strings.TrimSpace(s) != "" && s != "null", "%s is text, not %v", what, v)
}

// Birthdate reports whether a text is YYYY-MM-DD, 0000-MM-DD or YYYY, from 1850 until now.
func Birthdate(s string) bool {
	if !regexp.MustCompile(`^\d{4}(-\d{2}-\d{2})?$`).MatchString(s) {
		return false
	}
	year, _ := strconv.Atoi(s[:4])
	if len(s) > 4 {
		// 2000 had all the days that a year can have.
		if _, err := time.Parse(time.DateOnly, "2000"+s[4:]); err != nil {
			return false
		}
	}
	return year >= 1850 && year <= moment.Now().Year() || year == 0 && len(s) > 4
}
