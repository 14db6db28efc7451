package view

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
)

// Items lists every Item, so that tests can hold the catalogue to it.
func Items() []Item {
	return []Item{ItemAliasID, ItemNickname, ItemUsername, ItemRelayEmail, ItemContact, ItemOfflineUse}
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
	// Offered is what the service asks for, as real values.
	Offered []ConsentItem
	// SharedWith names the other clients of the workspace that will see the same identity; usually empty.
	SharedWith []string
	// Again says that the person allowed this service before and it now asks for more.
	Again bool
}

// ConsentItem is one line of what the service will see.
type ConsentItem struct {
	Item Item
	// Value is the real value. Empty for permissions, which have none.
	Value string
	// Required items are part of signing in: shown as fixed, not posted.
	Required bool
	// Checked is the state of the box; permissions to contact start unticked unless the person ticked them before.
	Checked bool
	// Editable shows the value as a text field of the item's name.
	Editable bool
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
			{Item: ItemContact},
			{Item: ItemOfflineUse, Checked: true},
		},
	}
}

// SampleMinimal is an unverified service that asks only who is there.
func (c Consent) SampleMinimal() Consent {
	c = c.Sample()
	c.Service = &Service{Name: "Parcel Notes", Host: "notes.parcel.example", Environment: "production"}
	c.Offered = c.Offered[:1]
	c.SwitchURL = ""
	return c
}

// SampleDevelopment is a service that is still being built.
func (c Consent) SampleDevelopment() Consent {
	c = c.Sample()
	c.Frame = sampleDevelopmentFrame()
	c.Offered = c.Offered[:4]
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
	return c
}
