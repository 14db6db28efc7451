package apptest

import (
	"net/http"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/oauth"
)

// Tick answers the consent page with exactly the given items ticked, by the names
// they are posted by.
func (b *Browser) Tick(items ...string) *Browser {
	b.s.T.Helper()
	action, values := b.Form("decision")
	values["item"] = items
	values.Set("decision", "allow")
	return b.Post(action, values)
}

// Consent goes to an address with a person who is signed in, and answers the consent
// page with exactly the given items ticked.
func (b *Browser) Consent(address string, items ...string) *Browser {
	b.s.T.Helper()
	b.Open(address)
	require.Equal(b.s.T, "/consent", b.URL.Path, b.Body)
	return b.Tick(items...)
}

// Agreed signs in at the relying party with exactly the given items ticked, and
// answers what the code bought; pairs change the request.
func (rp *RP) Agreed(b *Browser, items []string, pairs ...string) Answer {
	rp.s.T.Helper()
	b.Consent(rp.AuthorizeURL(pairs...), items...)
	a := rp.Redeem(b.URL.Query().Get("code"))
	require.Equal(rp.s.T, http.StatusOK, a.Status, a.Raw)
	return a
}

// Fill writes on the card of whoever is signed in: pairs of a field and its value.
// Fields that are not named stay as they are.
func (b *Browser) Fill(pairs ...string) *Browser {
	b.s.T.Helper()
	b.Open("/home/identity")
	require.Equal(b.s.T, "/home/identity", b.URL.Path)
	return b.Submit(pairs...)
}

// WholeCard is a card with everything on it: pairs for Fill.
func WholeCard() []string {
	return []string{
		"name", "Mira Quill", "given_name", "Mira", "middle_name", "Ada", "family_name", "Quill", "birthdate", "1990-04-23", "gender", "female",
		"website", "https://quill.test/", "profile", "https://quill.test/mira", "picture", "https://quill.test/mira.png", "zoneinfo", "Europe/Paris", "locale", "en-GB",
		"phone_number", "+44 20 7946 0018", "address.street_address", "12 Quayside Lane", "address.postal_code", "SE1 4QX", "address.locality", "London",
		"address.region", "Greater London", "address.country", "United Kingdom",
	}
}

// Everything are the items of a service that asks for every scope of a person, by
// the names they are posted by.
func Everything() []string {
	return []string{
		"nickname", "preferred_username", "email", "claim:name", "claim:given_name", "claim:middle_name", "claim:family_name", "claim:birthdate", "claim:gender",
		"claim:website", "claim:profile", "claim:picture", "claim:zoneinfo", "claim:locale", "claim:email", "phone", "address", "contact", "offline_access",
	}
}

// AskEverything makes a client that may ask for every scope.
func AskEverything() []string {
	return []string{"openid", "profile", "nickname", "email", "address", "phone", "contact", "offline_access"}
}

// PersonalClaims are the claims about a person, as OpenID Connect has them.
func PersonalClaims() []string {
	var out []string
	for _, scope := range []string{oauth.Profile, oauth.Email, oauth.Address, oauth.Phone} {
		out = append(out, oauth.StandardClaims(scope)...)
	}
	return out
}
