package account

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"alias.example/alias/backend/internal/platform/fault"
)

// The claims of a card that are scopes of their own.
const (
	address       = "address"
	phone         = "phone_number"
	phoneVerified = "phone_number_verified"
)

// CardClaims are the claims of the profile scope that a person may fill in, each of
// which they share by itself. A nickname and a user name are not among them: those
// are made up for each service.
func CardClaims() []string {
	return []string{"name", "given_name", "middle_name", "family_name", "birthdate", "gender", "website", "profile", "picture", "zoneinfo", "locale"}
}

// AddressFields are the fields of the postal address, each "address." and a member
// of the claim.
func AddressFields() []string {
	return []string{"address.street_address", "address.postal_code", "address.locality", "address.region", "address.country"}
}

// Text is a claim as a person reads it, or "" when there is none. Lines of an
// address are separated by \n.
func (p Profile) Text(claim string) string {
	if claim != address {
		text, _ := p[claim].(string)
		return text
	}
	if formatted := p.member("formatted"); formatted != "" {
		return formatted
	}
	place := strings.TrimSpace(p.member("postal_code") + " " + p.member("locality"))
	lines := []string{p.member("street_address"), place, p.member("region"), p.member("country")}
	return strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n")
}

// Field is what a field of the card's form holds.
func (p Profile) Field(name string) string {
	if member, ok := strings.CutPrefix(name, address+"."); ok {
		return p.member(member)
	}
	return p.Text(name)
}

func (p Profile) member(name string) string {
	members, _ := p[address].(map[string]any)
	text, _ := members[name].(string)
	return text
}

// Pick answers those of the claims that the profile has.
func (p Profile) Pick(claims ...string) map[string]any {
	out := map[string]any{}
	for _, name := range claims {
		if v, ok := p[name]; ok {
			out[name] = v
		}
	}
	return out
}

// Fill answers the profile with what a person typed into the fields of their card;
// an empty field removes its claim. It answers a fault that names every field to
// mend. A telephone number that changes is not verified any more.
func (p Profile) Fill(typed map[string]string, now time.Time) (Profile, error) {
	var f fault.Fields
	out := maps.Clone(p)
	if out == nil {
		out = Profile{}
	}
	for _, name := range append(CardClaims(), phone) {
		if value := checkField(&f, name, typed[name], now); value == "" {
			delete(out, name)
		} else {
			out[name] = value
		}
	}
	if out[phone] != p[phone] {
		delete(out, phoneVerified)
	}
	members := map[string]any{}
	for _, name := range AddressFields() {
		if value := checkField(&f, name, typed[name], now); value != "" {
			members[strings.TrimPrefix(name, address+".")] = value
		}
	}
	had, _ := p[address].(map[string]any)
	if kept := maps.Clone(had); kept != nil { // as an operator wrote it, for as long as it is true
		delete(kept, "formatted")
		if maps.Equal(kept, members) {
			members = had
		}
	}
	if len(members) == 0 {
		delete(out, address)
	} else {
		out[address] = members
	}
	return out, f.Invalid("card_invalid", "Some of the card cannot be saved.")
}

// checkField normalises what was typed and adds what is wrong with it to f.
func checkField(f *fault.Fields, name, typed string, now time.Time) string {
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n")), "\n")
	if name != "address.street_address" {
		lines = []string{strings.Join(lines, " ")}
	}
	for i := range lines {
		lines[i] = strings.Join(strings.Fields(lines[i]), " ")
	}
	value := strings.Join(lines, "\n")
	switch {
	case value == "":
	case utf8.RuneCountInString(value) > longestField:
		f.Add(name, "too_long", "This field has at most 200 characters.")
	case strings.ContainsFunc(value, hidden), !wellFormed(name, value, now):
		f.Add(name, "malformed", "This field cannot be saved as it is.")
	}
	return value
}

const longestField = 200

// hidden are the characters that nobody sees, besides the end of a line.
func hidden(r rune) bool {
	return r < 0x20 && r != '\n' || r == 0x7f || r == utf8.RuneError || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// wellFormed holds a claim to the form that OpenID Connect Core 5.1 gives it.
func wellFormed(name, value string, now time.Time) bool {
	matches := func(pattern string) bool { return regexp.MustCompile(pattern).MatchString(value) }
	switch name {
	case "birthdate":
		return birthdate(value) && born(value, now)
	case "website", "profile", "picture":
		u, err := url.Parse(value)
		return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil && !strings.Contains(value, " ")
	case phone:
		return matches(`^\+?[0-9][0-9 ().-]{3,30}$`)
	case "zoneinfo":
		return matches(`^[A-Za-z_]+(/[A-Za-z0-9_+-]+){0,2}$`)
	case "locale":
		return matches(`^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}$`)
	}
	return true
}

// born reports whether somebody alive may have been born then.
func born(date string, now time.Time) bool {
	day, yearless := date, strings.HasPrefix(date, "0000-")
	switch {
	case yearless:
		day = strings.Replace(date, "0000", "2000", 1) // a leap year
	case len(date) == len("2006"):
		day += "-01-01"
	}
	at, err := time.Parse(time.DateOnly, day)
	return err == nil && at.Year() >= 1850 && (yearless || !at.After(now))
}
