package registration

import (
	"context"
	"encoding/json"
	"slices"

	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/metadata"
	"alias.example/alias/backend/internal/platform/jose"
)

// stated applies a software statement to the metadata it came with: what it says
// wins (RFC 7591 2.3). One of an issuer that the tenant does not know is refused.
func (r *Registry) stated(ctx context.Context, iss issuer.Issuer, m metadata.Metadata) (metadata.Metadata, error) {
	if m.SoftwareStatement == "" {
		return m, nil
	}
	statement := m.SoftwareStatement
	_, unproved, err := jose.Peek(statement)
	if err != nil {
		return m, oauth.NewError(oauth.StatementInvalid).Saw(err.Error(), "a signed JWT")
	}
	var from struct {
		Issuer  string           `json:"iss"`
		Expires jose.NumericDate `json:"exp"`
		Starts  jose.NumericDate `json:"nbf"`
	}
	if err := jose.DecodeClaims(unproved, &from); err != nil {
		return m, oauth.NewError(oauth.StatementInvalid).Saw(err.Error(), "claims")
	}
	trusted := iss.Tenant.Settings.Registration.StatementIssuers
	at := slices.IndexFunc(trusted, func(i tenant.StatementIssuer) bool { return i.Issuer == from.Issuer })
	if at < 0 {
		return m, oauth.NewError(oauth.StatementUnapproved).Saw("a statement of "+from.Issuer, "a statement of an issuer that the workspace's settings list")
	}
	source := clientkeys.Source{Tenant: iss.Tenant.ID, Owner: from.Issuer, JWKS: trusted[at].JWKS, URI: trusted[at].JWKSURI}
	_, claims, err := r.Keys.VerifyFrom(ctx, source, statement, jose.Algs())
	if err != nil {
		return m, oauth.NewError(oauth.StatementInvalid).Saw(err.Error(), "a statement signed by a key of its issuer")
	}
	now := r.Clock.Now()
	if (!from.Expires.IsZero() && !now.Before(from.Expires.Time())) || (!from.Starts.IsZero() && now.Before(from.Starts.Time())) {
		return m, oauth.NewError(oauth.StatementInvalid).Saw("a statement that is not valid now", "one that is")
	}
	said, err := jose.StrictObject(claims)
	if err != nil {
		return m, oauth.NewError(oauth.StatementInvalid).Saw(err.Error(), "claims")
	}
	for _, own := range []string{"iss", "iat", "exp", "nbf", "jti", "aud", "sub", "software_statement"} {
		delete(said, own) // about the statement, not the software
	}
	merged, err := json.Marshal(said)
	if err != nil {
		return m, err
	}
	if err := jose.DecodeClaims(merged, &m); err != nil {
		return m, oauth.NewError(oauth.StatementInvalid).Saw(err.Error(), "members of the types of RFC 7591 2")
	}
	m.SoftwareStatement = statement
	return m, nil
}
