package client

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"alias.example/alias/backend/internal/platform/fault"
)

// check normalises the settings and blames every one that cannot be accepted, by
// the name it has everywhere. What the client had before, of what its tenant has
// taken away since, it may keep.
func check(c *Client, had Settings, rules Rules) error {
	var f fault.Fields
	checkName(c, &f)
	checkGrants(c, &f, rules)
	checkScopes(c, &f, append(rules.Scopes[:len(rules.Scopes):len(rules.Scopes)], had.Scopes...))
	checkAddresses(c, &f, rules.Development)
	checkCard(c, &f, rules.Development)
	checkAuthentication(c, &f)
	checkKeys(c, &f, rules.Development)
	checkAlgs(c, &f)
	checkRequests(c, &f, rules.Development)
	checkTokens(c, &f, append(rules.Resources[:len(rules.Resources):len(rules.Resources)], had.DefaultResource))
	checkFederation(c, &f, rules.Development)
	checkLifetimes(c, &f)
	checkProfile(c, &f)
	return f.Invalid(ErrInvalid.Code, ErrInvalid.Message)
}

func checkName(c *Client, f *fault.Fields) {
	c.Name = strings.TrimSpace(c.Name)
	switch n := utf8.RuneCountInString(c.Name); {
	case n == 0:
		f.Add("name", "required", "Give the client a name. People read it when they sign in.")
	case n > 80:
		f.Add("name", "too_long", "A name has at most 80 characters.")
	case strings.ContainsFunc(c.Name, unprintable):
		f.Add("name", "malformed", "A name has visible characters only.")
	}
	if c.ApplicationType != Web && c.ApplicationType != Native {
		f.Add("application_type", "unknown", "Choose web or native.")
	}
	if !slices.Contains(Integrations(), c.Integration) {
		f.Add("integration", "unknown", "Choose one of "+strings.Join(Integrations(), ", ")+".")
	}
}

// unprintable finds what could make a name on the consent page look like another:
// control characters, and the marks that reverse or hide text.
func unprintable(r rune) bool {
	return r < 0x20 || r == 0x7f || (r >= 0x80 && r < 0xa0) || (r >= 0x200b && r <= 0x200f) ||
		(r >= 0x2028 && r <= 0x202e) || (r >= 0x2060 && r <= 0x2069) || r == 0xfeff
}

func checkLifetimes(c *Client, f *fault.Fields) {
	if c.RefreshGrace < 0 || c.RefreshGrace > time.Minute {
		f.Add("refresh_grace_seconds", "out_of_range", "The grace period is 0 to 60 seconds.")
	}
	if c.RefreshIdle < time.Hour || c.RefreshIdle > 2*365*24*time.Hour {
		f.Add("refresh_idle_seconds", "out_of_range", "A refresh token may rest for an hour to two years.")
	}
	if c.RefreshAbsolute < c.RefreshIdle || c.RefreshAbsolute > 5*365*24*time.Hour {
		f.Add("refresh_absolute_seconds", "out_of_range", "A grant lasts at least as long as a refresh token may rest, and at most five years.")
	}
	if s := c.AccessTokenLifetime; s != 0 && (s < 60 || s > 24*60*60) {
		f.Add("access_token_lifetime_seconds", "out_of_range", "An access token lives 60 seconds to a day.")
	}
}

// checkList blames the entries of a list that check finds wrong, and those that
// are there twice.
func checkList(f *fault.Fields, name string, list []string, most int, check func(string) string) {
	if len(list) > most {
		f.Add(name, "too_many", "At most "+strconv.Itoa(most)+" entries.")
		return
	}
	for i, s := range list {
		if why := check(s); why != "" {
			f.Add(entry(name, i), "malformed", why)
		} else if slices.Contains(list[:i], s) {
			f.Add(entry(name, i), "repeated", "This one is there already.")
		}
	}
}

// checkOne blames a value that is given and wrong.
func checkOne(f *fault.Fields, name, value string, check func(string) string) {
	if value == "" {
		return
	}
	if why := check(value); why != "" {
		f.Add(name, "malformed", why)
	}
}

func entry(name string, i int) string { return name + "[" + strconv.Itoa(i) + "]" }

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}
