package manageapi

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/attempt"
	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/signingkey"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/domain/service/testsignin"
	"alias.example/alias/backend/internal/manage"
)

// The database driver answers times in the zone of the machine.
func TestTimesAreToldInUTCWhereverTheMachineStands(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("somewhere", 5*3600+30*60))
	for name, view := range map[string]any{
		"tenant":       (&API{}).viewTenant(tenant.Membership{Tenant: tenant.Tenant{CreatedAt: at, UpdatedAt: at}}),
		"client":       ViewClient(client.Client{CreatedAt: at, UpdatedAt: at, Secrets: []client.Secret{{Kind: client.Standard, CreatedAt: at, ExpiresAt: &at, LastUsedAt: &at}}}),
		"key":          viewKeys([]signingkey.Key{{CreatedAt: at, ActivatedAt: &at, RetiredAt: &at, GoneAt: &at}}),
		"attempt":      (&API{}).viewAttempt(manage.NamedAttempt{Attempt: attempt.Attempt{At: at}}),
		"test sign-in": viewTestSignIn(testsignin.TestSignIn{CreatedAt: at, ExpiresAt: at}),
	} {
		raw, err := json.Marshal(view)
		require.NoError(t, err)
		require.Contains(t, string(raw), "2026-01-01T21:34:05Z", name)
		require.NotContains(t, string(raw), "+05:30", name)
	}
}
