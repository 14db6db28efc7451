package view

// Claim is one thing a person may say of themselves, by its name in OpenID Connect Core 5.1. Its word is the catalogue's
// "claim.<claim>".
type Claim string

// Claims that pages treat apart from the others.
const (
	ClaimEmail   Claim = "email" // the person's own address, given in place of the relay address
	ClaimPhone   Claim = "phone_number"
	ClaimAddress Claim = "address"
)

// Claims lists every Claim that consent and home name, so that tests can hold the catalogue to it.
func Claims() []Claim {
	return []Claim{
		"name", "given_name", "middle_name", "family_name", "birthdate", "gender", "website", "profile", "picture", "zoneinfo", "locale",
		ClaimEmail, ClaimPhone, ClaimAddress,
	}
}

// Identity is the page of a person's card: what they may share with a service, and who has it. Saving posts every field
// by its name; a field that is left empty is not on the card.
type Identity struct {
	Frame
	Form Form
	// Email is the account's own address, which the card cannot change.
	Email string
	// Sections are the fields, in groups.
	Sections []CardSection
	// BackURL leads to where the person came from; empty leads home.
	BackURL string
	// Saved says that what the page shows has just been saved.
	Saved bool
}

// CardSection is a group of fields. Its words are the catalogue's "identity.<section>".
type CardSection struct {
	Section string
	Fields  []CardField
	// SeenBy names the services that were given the section as a whole: an address is one claim.
	SeenBy []string
}

// CardField is one field of a card. Its words are the catalogue's "card.<name>" for a member of the address and
// "claim.<name>" for anything else, and "card.<name>.hint" when it has a hint.
type CardField struct {
	Name     string // what it is posted as
	Value    string
	Type     string // of the input; "lines" is a text of several lines
	Complete string // what browsers fill it in by (autocomplete)
	Hint     bool
	// SeenBy names the services that were given it.
	SeenBy []string
}

// Part says that the field is a part of the address.
func (f CardField) Part() bool { return len(f.Name) > 8 && f.Name[:8] == "address." }

// CardSections are the sections of an empty card.
func CardSections() []CardSection {
	return []CardSection{
		{Section: "names", Fields: []CardField{
			{Name: "name", Type: "text", Complete: "name"},
			{Name: "given_name", Type: "text", Complete: "given-name"},
			{Name: "middle_name", Type: "text", Complete: "additional-name"},
			{Name: "family_name", Type: "text", Complete: "family-name"},
		}},
		{Section: "about", Fields: []CardField{
			{Name: "birthdate", Type: "text", Complete: "bday", Hint: true},
			{Name: "gender", Type: "text", Complete: "sex"},
			{Name: "locale", Type: "text", Complete: "language", Hint: true},
			{Name: "zoneinfo", Type: "text", Hint: true},
		}},
		{Section: "reach", Fields: []CardField{{Name: string(ClaimPhone), Type: "tel", Complete: "tel"}}},
		{Section: "address", Fields: []CardField{
			{Name: "address.street_address", Type: "lines", Complete: "street-address"},
			{Name: "address.postal_code", Type: "text", Complete: "postal-code"},
			{Name: "address.locality", Type: "text", Complete: "address-level2"},
			{Name: "address.region", Type: "text", Complete: "address-level1"},
			{Name: "address.country", Type: "text", Complete: "country-name"},
		}},
		{Section: "web", Fields: []CardField{
			{Name: "website", Type: "url", Complete: "url"},
			{Name: "profile", Type: "url", Hint: true},
			{Name: "picture", Type: "url", Complete: "photo", Hint: true},
		}},
	}
}

// Sample is a card that is partly filled in, and partly shared.
func (Identity) Sample() Identity {
	v := Identity{
		Frame: sampleFrame(), Form: Form{Action: "/home/identity", Proof: "sample-proof"}, Email: "mira.okafor@example.org", Sections: CardSections(),
	}
	fill(v.Sections, map[string]string{
		"name": "Mira Okafor", "given_name": "Mira", "family_name": "Okafor", "birthdate": "1990-04-23", "locale": "en-GB", "zoneinfo": "Europe/London",
		"phone_number": "+44 20 7946 0018", "address.street_address": "Flat 4\n12 Quayside Lane", "address.postal_code": "SE1 4QX", "address.locality": "London",
		"website": "https://mira.example/",
	})
	v.Sections[0].Fields[1].SeenBy = []string{"Lantern Chat", "Bookshelf"}
	v.Sections[3].SeenBy = []string{"Lantern Chat"}
	return v
}

// fill writes on a card.
func fill(sections []CardSection, values map[string]string) {
	for _, s := range sections {
		for i := range s.Fields {
			s.Fields[i].Value = values[s.Fields[i].Name]
		}
	}
}

// SampleEmpty is a card that nobody has written on, on the way back to a service.
func (v Identity) SampleEmpty() Identity {
	v = v.Sample()
	v.Sections = CardSections()
	v.BackURL = "/consent?at=lantern&request=req_1"
	v.Form.Action = "/home/identity?return_to=%2Fconsent"
	return v
}

// SampleSaved is a card that has just been saved.
func (v Identity) SampleSaved() Identity {
	v = v.Sample()
	v.Saved = true
	return v
}

// SampleErrors is a card with fields to mend.
func (v Identity) SampleErrors() Identity {
	v = v.Sample()
	v.Sections[1].Fields[0].Value = "the day before yesterday"
	v.Sections[4].Fields[0].Value = "my page"
	v.Form.Errors = Errors{"birthdate": ErrorBirthdate, "website": ErrorWebAddress}
	return v
}

// SampleLongNames has values that fit nowhere.
func (v Identity) SampleLongNames() Identity {
	v = v.Sample()
	fill(v.Sections, map[string]string{
		"name":    "Wilhelmina Bartholomäa von und zu Hohenstaufen-Kaltenbrunn, geborene Donaudampfschifffahrtsgesellschaftskapitän",
		"website": "https://wilhelmina.bartholomaea.hohenstaufen-kaltenbrunn.example/about/me/and/my/family/since/the/year/1432",
	})
	v.Email = "wilhelmina.bartholomaea.von.und.zu.hohenstaufen-kaltenbrunn@post.kaltenbrunn.example"
	v.Sections[0].Fields[0].SeenBy = []string{sampleLongService().Name, "Lantern Chat", "Bookshelf", "Parcel Notes"}
	return v
}
