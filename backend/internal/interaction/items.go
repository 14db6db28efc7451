package interaction

import (
	"slices"
	"strings"

	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/oauth"
)

// Item is one thing that consent puts to the person.
type Item struct {
	// Name is a scope, or "claim:" and the name of a claim.
	Name string
	// Card says that its value is one of the person's own and nobody made it up, and
	// Value is what they would release, if they have it.
	Card  bool
	Value string
	// Essential says that the service cannot do without it, as it says itself (OIDC
	// Core 5.5.1). It may be refused like any other.
	Essential bool
	// Offered says that it was put to them before, and Agreed what they answered.
	Offered, Agreed bool
}

// Lacks reports whether there is nothing to release.
func (i Item) Lacks() bool { return i.Card && i.Value == "" }

// inPlace reports whether the item is one's own in place of what is made up, which
// serves the service as well.
func (i Item) inPlace() bool { return i.Name == realAddress() || i.Name == oauth.ClaimItem("name") }

// realAddress is the item by which a person's own address is released in place of
// the relay address.
func realAddress() string { return oauth.ClaimItem("email") }

// items are what a request asks for, in the order in which it is put to the person:
// first what is made up for the service, then what their card has of it, then what
// the service may do. Of a claim that is asked for by name alone, the item that
// brings it is one the scopes would have brought.
func items(a Asked, card account.Profile) []Item {
	l := lister{request: a.Request, asked: a.Request.Claims.Personal()}
	wants := func(scope oauth.Scope) bool { return slices.Contains(a.Request.Scopes, scope) }
	l.add(wants(oauth.OpenID), Item{Name: oauth.OpenID})
	l.add(wants(oauth.Nickname), Item{Name: oauth.Nickname}, "nickname", "name")
	l.add(wants(oauth.Profile), Item{Name: oauth.Profile}, "preferred_username")
	l.add(wants(oauth.Email), Item{Name: oauth.Email}, "email", "email_verified")
	for _, claim := range account.CardClaims() {
		text := card.Text(claim)
		l.add(wants(oauth.Profile) && text != "", Item{Name: oauth.ClaimItem(claim), Card: true, Value: text}, claim)
	}
	l.add(wants(oauth.Email), Item{Name: realAddress(), Card: true, Value: a.Who.Address}, "email", "email_verified")
	l.add(wants(oauth.Phone), Item{Name: oauth.Phone, Card: true, Value: card.Text("phone_number")}, "phone_number", "phone_number_verified")
	l.add(wants(oauth.Address), Item{Name: oauth.Address, Card: true, Value: card.Text("address")}, "address")
	for _, scope := range a.Request.Scopes {
		l.add(!slices.ContainsFunc(l.out, func(i Item) bool { return i.Name == scope }), Item{Name: scope})
	}
	for i := range l.out {
		l.out[i].Offered = slices.Contains(a.Who.Offered, l.out[i].Name)
		l.out[i].Agreed = slices.Contains(a.Who.Scopes, l.out[i].Name)
	}
	return l.out
}

type lister struct {
	request authrequest.Request
	asked   []string // by name
	out     []Item
}

// add lists an item if it is wanted, or if one of the claims that it brings is
// asked for by name.
func (l *lister) add(wanted bool, item Item, claims ...string) {
	for _, name := range claims {
		wanted = wanted || slices.Contains(l.asked, name)
		if !item.inPlace() {
			item.Essential = item.Essential || l.essential(name)
		}
	}
	if wanted {
		l.out = append(l.out, item)
	}
}

func (l *lister) essential(claim string) bool {
	for _, at := range []map[string]*oauth.ClaimRequest{l.request.Claims.UserInfo, l.request.Claims.IDToken} {
		if c := at[claim]; c != nil && c.Essential {
			return true
		}
	}
	return false
}

// granted are the items that a person agrees to by ticking some: never more than was
// put to them, never what has no value, and with each the scope that brings it to
// the service.
func granted(shown []Item, ticked, scopes []string) []string {
	var agreed []string
	for _, i := range shown {
		if i.Name != oauth.OpenID && (i.Lacks() || !slices.Contains(ticked, i.Name)) {
			continue
		}
		agreed = append(agreed, i.Name)
		// A claim of one's own is read by a scope that has something made up in it.
		if claim, ok := strings.CutPrefix(i.Name, oauth.ClaimItem("")); ok && slices.Contains(scopes, oauth.ScopeOfClaim(claim)) {
			agreed = append(agreed, oauth.ScopeOfClaim(claim))
		}
	}
	var out []string
	for _, i := range shown {
		if slices.Contains(agreed, i.Name) {
			out = append(out, i.Name)
		}
	}
	return out
}

// released are the values that come with items, by claim.
func released(items []string, card account.Profile, address string) map[string]any {
	var claims []string
	for _, item := range items {
		switch claim, named := strings.CutPrefix(item, oauth.ClaimItem("")); {
		case item == oauth.Address, item == oauth.Phone:
			claims = append(claims, oauth.StandardClaims(item)...)
		case named && slices.Contains(account.CardClaims(), claim):
			claims = append(claims, claim)
		}
	}
	out := card.Pick(claims...)
	if slices.Contains(items, realAddress()) {
		out["email"] = address
	}
	return out
}
