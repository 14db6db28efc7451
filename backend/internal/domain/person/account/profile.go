package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"alias.example/alias/backend/internal/platform/fault"
)

// Profile is what a person says of themselves, by the names of OpenID Connect
// Core 5.1: their card. It stays on the person's side. What they share of it with a
// service is copied to the connection.
type Profile map[string]any

const (
	longestClaim   = 1000
	longestProfile = 16 << 10
)

// textClaims are the claims whose value is text.
func textClaims() []string {
	return []string{
		"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website", "gender", "birthdate",
		"zoneinfo", "locale", "phone_number",
	}
}

// addressClaims are the members of the address claim (OIDC Core 5.1.1).
func addressClaims() []string {
	return []string{"formatted", "street_address", "locality", "region", "postal_code", "country"}
}

// birthdates are YYYY-MM-DD, 0000-MM-DD or YYYY (OIDC Core 5.1).
func birthdate(s string) bool {
	return regexp.MustCompile(`^([0-9]{4})(-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))?$`).MatchString(s)
}

// ParseProfile reads a JSON object of standard claims, or answers a fault that
// names every claim that cannot be taken: an unknown one, or one of another type
// than OpenID Connect Core 5.1 gives it.
func ParseProfile(doc []byte) (Profile, error) {
	if len(doc) > longestProfile {
		return nil, fault.Invalid("profile_invalid", "A profile has at most 16 KiB.")
	}
	var p Profile
	if err := json.Unmarshal(doc, &p); err != nil || p == nil {
		return nil, fault.Invalid("profile_invalid", "A profile is a JSON object of claims.")
	}
	var f fault.Fields
	names := make([]string, 0, len(p))
	for name := range p {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		checkClaim(&f, name, p[name])
	}
	return p, f.Invalid("profile_invalid", "Some claims cannot be taken.")
}

func checkClaim(f *fault.Fields, name string, value any) {
	text, isText := value.(string)
	switch {
	case slices.Contains(textClaims(), name):
		switch {
		case !isText || text == "" || len(text) > longestClaim:
			f.Add(name, "malformed", "This claim is text of 1 to 1,000 characters.")
		case name == "birthdate" && !birthdate(text):
			f.Add(name, "malformed", "A birthdate is YYYY-MM-DD, 0000-MM-DD or YYYY.")
		}
	case name == "phone_number_verified":
		if _, ok := value.(bool); !ok {
			f.Add(name, "malformed", "This claim is true or false.")
		}
	case name == "address":
		checkAddress(f, value)
	default:
		f.Add(name, "unknown", "There is no such claim, or it is not a person's to say.")
	}
}

func checkAddress(f *fault.Fields, value any) {
	members, ok := value.(map[string]any)
	if !ok {
		f.Add("address", "malformed", "An address is an object.")
		return
	}
	for name, v := range members {
		text, isText := v.(string)
		if !slices.Contains(addressClaims(), name) || !isText || text == "" || len(text) > longestClaim {
			f.Add("address."+name, "malformed", "An address has formatted, street_address, locality, region, postal_code and country, each text.")
		}
	}
}

func (p Profile) encode() ([]byte, error) {
	if p == nil {
		return []byte("{}"), nil
	}
	doc, err := json.Marshal(p)
	if err != nil {
		return nil, errors.New("account: a profile that cannot be written")
	}
	return doc, nil
}

// String keeps a profile out of logs.
func (p Profile) String() string { return fmt.Sprintf("[profile of %d claims]", len(p)) }
