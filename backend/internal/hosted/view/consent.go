package view

import "slices"

// Item is one thing a service can be given through a connection. Its words are the catalogue's "item.<item>.…".
type Item string

// Items, in the order pages show them. A ticked one is posted as "item" = the item.
const (
	ItemAliasID    Item = "alias_id"           // the subject; part of every connection
	ItemNickname   Item = "nickname"           // editable; posted as field "nickname"
	ItemUsername   Item = "preferred_username" // a handle derived for this service
	ItemRelayEmail Item = "email"              // the relay address, never the real one
	ItemContact    Item = "contact"            // may send messages through Alias
	ItemOfflineUse Item = "offline_access"     // stays connected while the person is away
	ItemPermission Item = "permission"         // a scope of the service's own, which it alone can explain
)

// PermissionPrefix stands before the scope of an ItemPermission when it is posted.
const PermissionPrefix = "scope:"

// Items lists every Item, so that tests can hold the catalogue to it.
func Items() []Item {
	return []Item{ItemAliasID, ItemNickname, ItemUsername, ItemRelayEmail, ItemContact, ItemOfflineUse, ItemPermission}
}

// Consent is the page on which a person decides what a service gets. It posts "decision" = "allow" or "deny", one
// "item" per ticked item, and "nickname" when that is offered.
type Consent struct {
	Frame
	Form Form
	// Nickname and Email say which account is speaking; both stay here.
	Nickname string
	Email    string
	// SwitchURL leads to the account chooser; empty when there is nothing to choose.
	SwitchURL string
	// Offered is what was made up for the service, as real values.
	Offered []ConsentItem
	// Card is what the service asks for of the person's own card, as real values. Nothing of it is given unless it is
	// ticked.
	Card []CardItem
	// CardURL leads to the card, and from there back here.
	CardURL string
	// May is what the service will be able to do.
	May []ConsentItem
	// SharedWith names the other clients of the workspace that will see the same identity; usually empty.
	SharedWith []string
	// Again says that the person allowed this service before and it now asks for more.
	Again bool
}

// ConsentItem is one line of what the service will see or do.
type ConsentItem struct {
	Item Item
	// Value is the real value. Empty for permissions, which have none.
	Value string
	// Permission is the scope of an ItemPermission.
	Permission string
	// Required items are part of signing in: shown as fixed, not posted.
	Required bool
	// Checked is the state of the box; permissions to contact start unticked unless the person ticked them before.
	Checked bool
	// Editable shows the value as a text field of the item's name.
	Editable bool
	// Essential says that the service calls it indispensable.
	Essential bool
}

// Posted is what the item is posted as when it is ticked.
func (i ConsentItem) Posted() string {
	if i.Item == ItemPermission {
		return PermissionPrefix + i.Permission
	}
	return string(i.Item)
}

// CardItem is one line of the person's card.
type CardItem struct {
	Claim Claim
	// Posted is what it is posted as when it is ticked.
	Posted string
	// Value is what is on the card; empty when nothing is, and then there is nothing to tick.
	Value string
	// Checked is the state of the box: unticked unless the person ticked it before.
	Checked bool
	// Essential says that the service calls it indispensable.
	Essential bool
}

// CardOpen says that the card needs the person's eye: something of it is shared already, or the service insists.
func (c Consent) CardOpen() bool {
	return slices.ContainsFunc(c.Card, func(i CardItem) bool { return i.Checked || i.Essential })
}

// CardLacks says that the service asks for something that is not on the card.
func (c Consent) CardLacks() bool {
	return slices.ContainsFunc(c.Card, func(i CardItem) bool { return i.Value == "" })
}

// CardHasEmail says that the person's own address is among what is asked for.
func (c Consent) CardHasEmail() bool {
	return slices.ContainsFunc(c.Card, func(i CardItem) bool { return i.Claim == ClaimEmail })
}

// Sample is a first visit to a verified service that asks for everything.
func (Consent) Sample() Consent {
	return Consent{
		Frame: sampleServiceFrame(), Form: sampleForm("/consent"),
		Nickname: "Mira", Email: "mira.okafor@example.org", SwitchURL: "/select-account?request=req_1",
		Offered: []ConsentItem{
			{Item: ItemAliasID, Value: "q7Rk2vXw0TzLm9Ah4cYdNg", Required: true},
			{Item: ItemNickname, Value: "Quiet Heron", Checked: true, Editable: true},
			{Item: ItemUsername, Value: "quiet_heron_41", Checked: true},
			{Item: ItemRelayEmail, Value: "k3v9x2mq7t@relay.alias.example", Checked: true},
		},
		Card: []CardItem{
			{Claim: "given_name", Posted: "claim:given_name", Value: "Mira"},
			{Claim: "locale", Posted: "claim:locale", Value: "en-GB"},
			{Claim: ClaimEmail, Posted: "claim:email", Value: "mira.okafor@example.org"},
		},
		CardURL: "/home/identity?return_to=%2Fconsent",
		May:     []ConsentItem{{Item: ItemContact}, {Item: ItemOfflineUse, Checked: true}},
	}
}

// SampleCard is a service that asks for everything there is, and insists on some of it.
func (c Consent) SampleCard() Consent {
	c = c.Sample()
	c.Offered[3].Essential = true
	c.Card = []CardItem{
		{Claim: "name", Posted: "claim:name", Value: "Mira Okafor"},
		{Claim: "given_name", Posted: "claim:given_name", Value: "Mira", Essential: true},
		{Claim: "family_name", Posted: "claim:family_name", Value: "Okafor"},
		{Claim: "birthdate", Posted: "claim:birthdate", Value: "1990-04-23"},
		{Claim: "website", Posted: "claim:website", Value: "https://mira.example/"},
		{Claim: "zoneinfo", Posted: "claim:zoneinfo", Value: "Europe/London"},
		{Claim: "locale", Posted: "claim:locale", Value: "en-GB"},
		{Claim: ClaimEmail, Posted: "claim:email", Value: "mira.okafor@example.org"},
		{Claim: ClaimPhone, Posted: "phone", Essential: true},
		{Claim: ClaimAddress, Posted: "address", Value: "Flat 4\n12 Quayside Lane\nSE1 4QX London\nUnited Kingdom"},
	}
	c.May = append(c.May, ConsentItem{Item: ItemPermission, Permission: "orders.read", Checked: true})
	return c
}

// SampleSelfRegistered is a service that nobody here made or checked.
func (c Consent) SampleSelfRegistered() Consent {
	c = c.SampleMinimal()
	c.Service.SelfRegistered, c.Service.Environment = true, "development"
	c.Development = true
	return c
}

// SampleMinimal is an unverified service that asks only who is there.
func (c Consent) SampleMinimal() Consent {
	c = c.Sample()
	c.Service = &Service{Name: "Parcel Notes", Host: "notes.parcel.example", Environment: "production"}
	c.Offered, c.Card, c.May = c.Offered[:1], nil, nil
	c.SwitchURL = ""
	return c
}

// SampleDevelopment is a service that is still being built.
func (c Consent) SampleDevelopment() Consent {
	c = c.Sample()
	c.Frame = sampleDevelopmentFrame()
	c.Card, c.May = nil, nil
	return c
}

// SampleErrors is a nickname that was emptied.
func (c Consent) SampleErrors() Consent {
	c = c.Sample()
	c.Offered[1].Value = ""
	c.Form.Errors = Errors{FieldNickname: ErrorNicknameMissing}
	return c
}

// SampleAgain is a service that asks for more than before, and shares the identity with its other clients.
func (c Consent) SampleAgain() Consent {
	c = c.Sample()
	c.Again = true
	c.SharedWith = []string{"Lantern Desktop", "Lantern for iOS"}
	return c
}

// SampleLongNames has values that fit nowhere.
func (c Consent) SampleLongNames() Consent {
	c = c.Sample()
	c.Service = sampleLongService()
	c.Nickname = "Wilhelmina Bartholomäa von und zu Hohenstaufen-Kaltenbrunn"
	c.Email = "wilhelmina.bartholomaea.von.und.zu.hohenstaufen-kaltenbrunn@post.kaltenbrunn.example"
	c.Offered[1].Value = "Extraordinarily Contemplative Hippopotamus of the Northern Shore"
	c.Offered[2].Value = "extraordinarily_contemplative_hippopotamus_41"
	c.Card = []CardItem{
		{Claim: "name", Posted: "claim:name", Value: c.Nickname, Checked: true},
		{Claim: ClaimEmail, Posted: "claim:email", Value: c.Email},
		{Claim: "website", Posted: "claim:website", Value: "https://wilhelmina.bartholomaea.hohenstaufen-kaltenbrunn.example/about/me/and/my/family"},
	}
	c.May = append(c.May, ConsentItem{Item: ItemPermission, Permission: "https://api.donaudampfschifffahrtsgesellschaft.example/scopes/membership.read-and-write"})
	return c
}
