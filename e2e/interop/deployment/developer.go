package deployment

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Developer uses the management API with the session of a browser.
type Developer struct {
	d      *Deployment
	cookie string
}

// As is the developer whose session is in a Cookie header.
func (d *Deployment) As(cookie string) *Developer { return &Developer{d, cookie} }

// Tenant is an issuer.
type Tenant struct {
	Slug   string `json:"slug"`
	Issuer string `json:"issuer"`

	by *Developer
}

// Client is what a relying party is given.
type Client struct {
	ID     string
	Secret string
}

// Fields is a JSON object.
type Fields = map[string]any

// NewTenant makes a tenant that nobody else uses.
func (v *Developer) NewTenant(ctx context.Context, name string) (*Tenant, error) {
	t := &Tenant{by: v}
	slug := "i-" + strings.ToLower(rand.Text()[:12])
	return t, v.call(ctx, http.MethodPost, "/tenants", Fields{"slug": slug, "name": name, "environment": "development"}, t)
}

// Set changes settings of the tenant.
func (t *Tenant) Set(ctx context.Context, settings Fields) error {
	return t.by.call(ctx, http.MethodPatch, "/tenants/"+t.Slug, settings, nil)
}

// NewResource registers an API that access tokens can be made for.
func (t *Tenant) NewResource(ctx context.Context, resource Fields) error {
	return t.by.call(ctx, http.MethodPost, "/tenants/"+t.Slug+"/resources", resource, nil)
}

// NewClient registers a relying party.
func (t *Tenant) NewClient(ctx context.Context, client Fields) (Client, error) {
	var made struct {
		Client struct {
			ID string `json:"id"`
		} `json:"client"`
		ClientSecret string `json:"client_secret"`
	}
	err := t.by.call(ctx, http.MethodPost, "/tenants/"+t.Slug+"/clients", client, &made)
	return Client{made.Client.ID, made.ClientSecret}, err
}

// RotateKeys lets the next signing keys take over now, as an operator does it.
func (t *Tenant) RotateKeys(ctx context.Context) error {
	_, err := t.by.d.Command(ctx, "key", "rotate", "--tenant", t.Slug)
	return err
}

// call sends a body and reads the answer into out, which may be nil. What the API
// refuses is an error in the API's own words.
func (v *Developer) call(ctx context.Context, method, path string, body Fields, out any) (err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, v.d.URL+"/api/v1"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Cookie", v.cookie)
	answer, err := v.d.Client().Do(r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %s", method, path, problem(answer.Status, said))
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(said, out)
}

// problem is a problem document in a line.
func problem(status string, document []byte) string {
	var p struct {
		Title  string `json:"title"`
		Detail string `json:"detail"`
		Errors []struct {
			Location string `json:"location"`
			Message  string `json:"message"`
		} `json:"errors"`
	}
	if err := json.Unmarshal(document, &p); err != nil {
		return status
	}
	lines := []string{strings.TrimSpace(status + ": " + p.Title + " " + p.Detail)}
	for _, e := range p.Errors {
		lines = append(lines, e.Location+": "+e.Message)
	}
	return strings.Join(lines, "; ")
}
