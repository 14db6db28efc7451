package manageapi

import "time"

// Connection is one person at a workspace, by their pseudonym there.
type Connection struct {
	ID        string             `json:"id" doc:"The connection's identifier." example:"con_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a16"`
	Subject   string             `json:"sub" doc:"The sub that clients know the person by." example:"kq3pXv0aT1Jd2mN8sLwRzg"`
	Nickname  string             `json:"nickname" doc:"The nickname the person goes by here." example:"Quiet Heron"`
	Username  string             `json:"preferred_username" doc:"A name for them that nobody else has here." example:"quiet.heron.x7k2m"`
	Clients   []ConnectionClient `json:"clients" doc:"What they granted, client by client. Empty when they left, or it was revoked."`
	CreatedAt time.Time          `json:"created_at" doc:"When they first signed in."`
	UpdatedAt time.Time          `json:"updated_at" doc:"When something about them last changed."`
	EndedAt   *time.Time         `json:"ended_at,omitempty" doc:"When they left. Their pseudonym is kept for their return."`
}

// ConnectionClient is what one client may do through a connection.
type ConnectionClient struct {
	ClientID string    `json:"client_id" doc:"The client, by its id." example:"cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12"`
	Scopes   []string  `json:"scopes" doc:"The scopes that were granted, and single claims as claim: and their name." example:"[\"openid\",\"profile\"]"`
	AgreedAt time.Time `json:"agreed_at" doc:"When the person last agreed."`
}

// ConnectionPage is a page of connections.
type ConnectionPage struct {
	Items      []Connection `json:"items" doc:"The connections, newest first."`
	NextCursor string       `json:"next_cursor,omitempty" doc:"Where the next page begins. Absent on the last page."`
}

// LogoutDelivery is what a client was told of a person who signed out, and how that
// went.
type LogoutDelivery struct {
	ID         string     `json:"id" doc:"The delivery's identifier." example:"lgo_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a17"`
	Subject    string     `json:"sub" doc:"The sub of the person." example:"kq3pXv0aT1Jd2mN8sLwRzg"`
	SID        string     `json:"sid,omitempty" doc:"The session that ended. Absent when all of the person's sessions did."`
	Cause      string     `json:"cause" enum:"logout,session_revoked,session_expired,account_disabled,account_deleted,consent_withdrawn,developer_revoked" doc:"Why the client was told."`
	Status     string     `json:"status" enum:"pending,delivered,failed" doc:"pending is still being tried, delivered was accepted, failed was given up."`
	Tries      int        `json:"tries" doc:"How often it was tried."`
	HTTPStatus int        `json:"http_status,omitempty" doc:"What the client answered last. Absent when it did not answer."`
	Problem    string     `json:"problem,omitempty" doc:"What went wrong at the last try, in a sentence."`
	CreatedAt  time.Time  `json:"created_at" doc:"When it was to be told."`
	TriedAt    *time.Time `json:"tried_at,omitempty" doc:"When it was last tried."`
	FinishedAt *time.Time `json:"finished_at,omitempty" doc:"When it was delivered or given up."`
}

// LogoutDeliveryPage is a page of deliveries.
type LogoutDeliveryPage struct {
	Items      []LogoutDelivery `json:"items" doc:"The deliveries, newest first."`
	NextCursor string           `json:"next_cursor,omitempty" doc:"Where the next page begins. Absent on the last page."`
}
