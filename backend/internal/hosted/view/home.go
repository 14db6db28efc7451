package view

import "time"

// Home is a person's own page: who they are here, and every service they are connected to.
type Home struct {
	Frame
	// SignOut posts to its Action.
	SignOut Form
	// Leave posts to its Action with "connection" = a Connection's ID.
	Leave       Form
	Nickname    string
	Email       string
	Connections []Connection
	// CardURL leads to the person's card, and Card counts what is on it.
	CardURL string
	Card    int
	// PortalURL leads to the developer portal.
	PortalURL string
}

// Initial is the letter shown beside the name.
func (h Home) Initial() string { return initial(h.Nickname) }

// Connection is one person at one service, as the person sees it.
type Connection struct {
	// ID names the connection in the form that leaves it.
	ID       string
	Service  Service
	AliasID  string
	Nickname string
	// Username and Relay are empty when they were not given.
	Username string
	Relay    string
	// Card lists what it was given of the person's card.
	Card []Claim
	// May lists what the service was granted, for the words only.
	May []Item
	// Since is when the connection was made.
	Since time.Time
}

// Initial is the letter shown beside the made-up name.
func (c Connection) Initial() string { return initial(c.Nickname) }

// Tint chooses one of the six tints of made-up names, the same one for the same name everywhere.
func (c Connection) Tint() int { return tint(c.Nickname) }

// tint spreads names over the tints 1 to 6; it means nothing else.
func tint(name string) int {
	sum := 0
	for _, r := range name {
		sum = (sum*31 + int(r)) % 997
	}
	return sum%6 + 1
}

// Sample is a person with two connections.
func (Home) Sample() Home {
	lantern := *sampleService()
	return Home{
		Frame: sampleFrame(), SignOut: Form{Action: "/logout", Proof: "sample-proof"}, Leave: Form{Action: "/home/leave", Proof: "sample-proof"},
		Nickname: "Mira", Email: "mira.okafor@example.org", CardURL: "/home/identity", Card: 3, PortalURL: "/",
		Connections: []Connection{
			{
				ID: "con_1", Service: lantern, AliasID: "q7Rk2vXw0TzLm9Ah4cYdNg", Nickname: "Quiet Heron", Username: "quiet_heron_41",
				Relay: "k3v9x2mq7t@relay.alias.example", Card: []Claim{"given_name", ClaimAddress}, May: []Item{ItemRelayEmail, ItemContact, ItemOfflineUse},
				Since: time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC),
			},
			{
				ID: "con_2", Service: Service{Name: "Bookshelf", Host: "localhost:3000", Environment: "development"},
				AliasID: "Zp0aT4nVb8KsQe1uRw6JxA", Nickname: "Brisk Marten",
				Since: time.Date(2026, time.January, 18, 17, 5, 0, 0, time.UTC),
			},
		},
	}
}

// SampleEmpty is a person who has not gone anywhere yet.
func (h Home) SampleEmpty() Home {
	h = h.Sample()
	h.Connections, h.Card = nil, 0
	return h
}

// SampleLongNames has values that fit nowhere.
func (h Home) SampleLongNames() Home {
	h = h.Sample()
	h.Nickname = "Wilhelmina Bartholomäa von und zu Hohenstaufen-Kaltenbrunn"
	h.Email = "wilhelmina.bartholomaea.von.und.zu.hohenstaufen-kaltenbrunn@post.kaltenbrunn.example"
	h.Connections[0].Service = *sampleLongService()
	h.Connections[0].Nickname = "Extraordinarily Contemplative Hippopotamus of the Northern Shore"
	return h
}
