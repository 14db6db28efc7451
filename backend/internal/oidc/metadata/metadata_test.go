package metadata_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/metadata"
)

func FuzzMetadata(f *testing.F) {
	for _, s := range []string{`{"redirect_uris":["https://app.test/cb"]}`, `{}`, `{"redirect_uris":null}`, `{"jwks":{"keys":[]}}`, `{"default_max_age":-1}`, `[`, `{"a":{"a":{"a":1}}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		m, err := metadata.Read([]byte(body))
		if err != nil {
			require.Equal(t, oauth.InvalidMetadata, oauth.AsError(err).Code)
			return
		}
		s := m.Settings(oauth.Scopes())
		require.Equal(t, m.Kind() == client.Public, s.AuthMethod == oauth.AuthNone)
		require.True(t, oauth.Subset(s.Scopes, oauth.Scopes()))
		require.NotEmpty(t, s.Name)
	})
}
