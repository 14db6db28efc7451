package deployment

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
)

// Person is somebody with an account and every standard claim.
type Person struct{ Email, Password string }

// Claims are the standard claims a person says of themselves (OIDC Core 5.1). The
// rest is the provider's to say: sub, email, preferred_username, updated_at.
func Claims() map[string]any {
	return map[string]any{
		"name": "Robin Quentin Larkspur", "given_name": "Robin", "middle_name": "Quentin", "family_name": "Larkspur", "nickname": "Rob",
		"profile": "https://people.example.test/robin", "picture": "https://people.example.test/robin.png", "website": "https://robin.example.test",
		"gender": "nonbinary", "birthdate": "1987-10-16", "zoneinfo": "Europe/Vienna", "locale": "de-AT",
		"phone_number": "+43 1 5550100", "phone_number_verified": true,
		"address": map[string]any{
			"formatted": "Heron Lane 3\n1010 Vienna\nAustria", "street_address": "Heron Lane 3", "locality": "Vienna", "region": "Vienna",
			"postal_code": "1010", "country": "AT",
		},
	}
}

// Person makes one, with a proved address.
func (a *Alias) Person(ctx context.Context) (Person, error) {
	file, err := a.File(Claims())
	if err != nil {
		return Person{}, err
	}
	name := strings.ToLower(rand.Text())
	p := Person{Email: name[:12] + "@example.test", Password: "heron " + name + " heron"}
	_, err = a.Command(ctx, "account", "create", "--email", p.Email, "--password", p.Password, "--nickname", "Robin", "--verified", "--claims", file)
	return p, err
}

// Tenant makes a tenant with these settings, and answers its issuer.
func (a *Alias) Tenant(ctx context.Context, owner Person, slug string, settings map[string]any) (string, error) {
	made, err := a.Command(ctx, "tenant", "create", "--slug", slug, "--name", "Conformance "+slug, "--owner", owner.Email)
	if err != nil {
		return "", err
	}
	if len(settings) > 0 {
		file, err := a.File(settings)
		if err != nil {
			return "", err
		}
		if _, err := a.Command(ctx, "tenant", "update", "--tenant", slug, "--file", file); err != nil {
			return "", err
		}
	}
	issuer, ok := made["issuer"].(string)
	if !ok {
		return "", fmt.Errorf("alias tenant create names no issuer for %s", slug)
	}
	return issuer, nil
}

// Client registers a client with these settings, and answers its ID and secret
// ("" without one).
func (a *Alias) Client(ctx context.Context, tenant string, settings map[string]any) (clientID, secret string, err error) {
	file, err := a.File(settings)
	if err != nil {
		return "", "", err
	}
	made, err := a.Command(ctx, "client", "create", "--tenant", tenant, "--file", file)
	if err != nil {
		return "", "", err
	}
	clientID, _ = made["client_id"].(string)
	secret, _ = made["client_secret"].(string)
	if clientID == "" {
		return "", "", fmt.Errorf("alias client create names no client_id for %v", settings["name"])
	}
	return clientID, secret, nil
}
