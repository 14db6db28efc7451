package manageapi

import "time"

// Attempt is one thing a relying party tried at the workspace's issuer.
type Attempt struct {
	ID            string    `json:"id" doc:"The attempt's identifier." example:"att_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a14"`
	At            time.Time `json:"at" doc:"When it was tried."`
	Endpoint      string    `json:"endpoint" doc:"Where it was tried." example:"authorize"`
	Outcome       string    `json:"outcome" enum:"ok,refused,failed" doc:"ok went through, refused was not acceptable, failed is our fault."`
	Reason        string    `json:"reason" doc:"Why, as a stable word." example:"redirect_uri_mismatch"`
	Summary       string    `json:"summary" doc:"Why, as a sentence." example:"The redirect URI is not registered for this client."`
	ClientID      string    `json:"client_id,omitempty" doc:"The client_id. Without a client_name beside it, it is what was sent, and none of the workspace's clients has it." example:"cli_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a12"`
	ClientName    string    `json:"client_name,omitempty" doc:"What that client is called." example:"Acme web"`
	Received      string    `json:"received,omitempty" doc:"What was sent. Never a secret." example:"https://acme.example/cb"`
	Expected      string    `json:"expected,omitempty" doc:"What would have been accepted." example:"https://acme.example/callback"`
	CorrelationID string    `json:"correlation_id" doc:"The request's name in logs, and on the page the person saw." example:"01JD3Q8K6Z4V"`
	DocsURL       string    `json:"docs_url" doc:"The page that explains the reason." format:"uri" example:"http://localhost:8080/docs#reason-redirect_uri_mismatch"`
}

// AttemptPage is a page of attempts.
type AttemptPage struct {
	Items      []Attempt `json:"items" doc:"The attempts, newest first."`
	NextCursor string    `json:"next_cursor,omitempty" doc:"Where the next page begins. Absent on the last page."`
}
