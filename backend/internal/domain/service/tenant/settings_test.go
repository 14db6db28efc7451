package tenant_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/tenant"
)

func TestP33WhichDocumentsAreRead(t *testing.T) {
	t.Parallel()
	require.False(t, tenant.Documents{Allowed: []string{"app.test"}}.Allows("app.test"), "off is off")
	anywhere := tenant.Documents{Enabled: true, Denied: []string{"evil.test", "*.evil.test"}}
	some := tenant.Documents{Enabled: true, Allowed: []string{"app.test", "*.apps.test", "evil.test"}, Denied: []string{"evil.test"}}
	for host, want := range map[string][2]bool{
		"app.test": {true, true}, "x.apps.test": {true, true}, "y.x.apps.test": {true, true}, "apps.test": {true, false}, "xapps.test": {true, false},
		"evil.test": {false, false}, "x.evil.test": {false, false}, "notevil.test": {true, false}, "": {true, false},
	} {
		require.Equal(t, want, [2]bool{anywhere.Allows(host), some.Allows(host)}, host)
	}
}

func TestTheDefaultsOfSettingsAreNothing(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	made, err := tenant.New("acme", "Acme", tenant.Production, now)
	require.NoError(t, err)
	doc, err := json.Marshal(made.Settings)
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(doc))
	require.False(t, made.Settings.Registration.Open(), "row P32: off")

	s := made.Settings
	s.Registration.Mode = tenant.RegistrationOff
	off, err := made.Change("Acme", s, now)
	require.NoError(t, err)
	require.Empty(t, tenant.Differences(made.Settings, off.Settings), "off is what it was")
	s.Compatibility.ImplicitAndHybrid, s.Registration.Mode = true, tenant.RegistrationOpen
	on, err := made.Change("Acme", s, now)
	require.NoError(t, err)
	require.True(t, on.Settings.Registration.Open())
	require.Equal(t, []string{"registration", "compatibility"}, tenant.Differences(made.Settings, on.Settings))

	s.Documents.Allowed = []string{"localhost"}
	_, err = made.Change("Acme", s, now)
	require.ErrorIs(t, err, tenant.ErrInvalid, "a production workspace reads nothing of this machine")
}
