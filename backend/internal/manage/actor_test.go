package manage_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/developer"
	"alias.example/alias/backend/internal/manage"
)

// The table is written out here a second time, so that widening a role is a
// decision and not a slip.
func TestSEC87WhatEachRoleMayDo(t *testing.T) {
	t.Parallel()
	reads := []manage.Action{manage.ReadTenant, manage.ReadClients, manage.ReadKeys, manage.ReadAttempts, manage.ReadResources, manage.ReadRegistrationTokens, manage.ReadConnections}
	want := map[developer.Role][]manage.Action{
		developer.Owner: manage.Actions(),
		developer.Admin: {
			manage.ReadTenant, manage.ChangeTenant, manage.ReadClients, manage.ChangeClients, manage.ChangeSecrets,
			manage.ReadKeys, manage.RotateKeys, manage.ReadAttempts, manage.TestSignIn,
			manage.ReadResources, manage.ChangeResources, manage.ReadRegistrationTokens, manage.ChangeRegistrationTokens, manage.ReadConnections, manage.RevokeConnections,
		},
		developer.Builder: append([]manage.Action{manage.ChangeClients, manage.ChangeSecrets, manage.TestSignIn, manage.ChangeResources, manage.RevokeConnections}, reads...),
		developer.Support: reads,
		developer.Viewer:  reads,
		developer.Billing: {manage.ReadTenant},
	}
	require.Len(t, want, len(developer.Roles()))
	for _, role := range append(developer.Roles(), "stranger", "") {
		for _, action := range append(manage.Actions(), 0) {
			require.Equal(t, slices.Contains(want[role], action), manage.May(role, action), "%s %d", role, action)
		}
	}
}
