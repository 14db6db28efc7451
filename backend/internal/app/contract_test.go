package app_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/docs"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// What the OpenAPI documents describe, the server answers: an operation that is
// documented and not mounted would be a 404 or a 405.
func TestEveryDocumentedOperationIsAnswered(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	fill := strings.NewReplacer("{slug}", at.Tenant.Slug, "{tenant}", at.Tenant.ID.String(), "{client}", at.Client.ID.String(),
		"{secret}", at.Client.Secrets[0].ID.String(), "{id}", "tst_01999c3e-7c1a-7d42-9a55-3f0c2a5be210")
	operations := 0
	for path, item := range docs.Issuer().Paths {
		for method, documented := range map[string]bool{http.MethodGet: item.Get != nil, http.MethodPost: item.Post != nil} {
			if documented {
				operations++
				got := s.Send(method, s.URL+fill.Replace(path), nil)
				require.NotContains(t, []int{http.StatusNotFound, http.StatusMethodNotAllowed}, got.Status, "%s %s", method, path)
			}
		}
	}
	for path, item := range manageapi.Describe().Paths {
		for method, documented := range map[string]bool{
			http.MethodGet: item.Get != nil, http.MethodPost: item.Post != nil, http.MethodPatch: item.Patch != nil, http.MethodDelete: item.Delete != nil,
		} {
			if documented {
				operations++
				got := s.Send(method, s.URL+manageapi.Prefix+fill.Replace(path), nil)
				require.Equal(t, http.StatusUnauthorized, got.Status, "%s %s", method, path)
			}
		}
	}
	require.Greater(t, operations, 20)
}
