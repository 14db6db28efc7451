package token

import (
	"context"
	"strings"

	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/outbound"
)

// metadataPath is where an issuer describes itself (OpenID Connect Discovery 4).
const metadataPath = "/.well-known/openid-configuration"

// Metadata fetches the keys of an issuer of which only the address of its metadata
// is known: those say where the keys are.
type Metadata struct{ clientkeys.Fetcher }

// Get answers the key set that the metadata at an address lead to, or whatever was
// answered instead of metadata.
func (m Metadata) Get(ctx context.Context, address, accept string) (outbound.Response, error) {
	res, err := m.Fetcher.Get(ctx, address, "application/json")
	if err != nil || res.Status != 200 {
		return res, err
	}
	var found struct {
		Issuer  string `json:"issuer"`
		JWKSURI string `json:"jwks_uri"`
	}
	if err := jose.DecodeClaims(res.Body, &found); err != nil {
		return outbound.Response{}, err
	}
	if strings.TrimSuffix(found.Issuer, "/") != strings.TrimSuffix(address, metadataPath) {
		return outbound.Response{}, metadataError("The metadata name another issuer.")
	}
	return m.Fetcher.Get(ctx, found.JWKSURI, accept)
}

// metadataError is a sentence for the developer.
type metadataError string

func (e metadataError) Error() string { return string(e) }
