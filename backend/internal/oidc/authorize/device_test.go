package authorize_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/between/connection"
	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// A request that a device waits for runs the same way and ends on a page of ours
// (RFC 8628 3.3).
func TestARequestOfADevice(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	rp := s.RP(s.Service("lantern"))
	begin := func() (*apptest.Browser, string, id.Request) {
		source := secret.NewSource(nil)
		key, now, p := source.Token(16), s.Clock.Now(), connection.Propose(source)
		hash := key.Hash()
		r := authrequest.Request{
			Tenant: rp.Service.Tenant.ID, ID: id.NewRequest(), Client: rp.Service.Client.ID, Sector: rp.Service.Client.Sector, ResponseType: "code", ResponseMode: authrequest.ModeDevice,
			Scopes: []string{"openid"}, Device: id.NewDevice(), Browser: &hash, CreatedAt: now, ExpiresAt: now.Add(authrequest.Lifetime), Stage: authrequest.Pending{},
			Proposal: authrequest.Proposal{AliasID: p.AliasID, Nickname: p.Nickname, Username: p.Username, Relay: p.Relay},
		}
		require.NoError(t, authrequest.Insert(t.Context(), s.DB.PeekTenant(r.Tenant), r))
		b := s.Browser()
		u := r.ID.UUIDString()
		b.Hold("alias_request_" + u[len(u)-12:] + "=" + key.Reveal())
		return b, rp.Service.Issuer + "/oauth2/authorize/resume?request=" + r.ID.String(), r.ID
	}
	person := s.Person("Mira")

	b, address, request := begin()
	require.Equal(t, "/login", b.Open(address).URL.Path)
	b.SignIn(person)
	require.Equal(t, "/consent", b.URL.Path, b.Body)
	b.Decide("allow")
	require.Equal(t, rp.Service.Issuer+"/device/done?outcome=allowed", b.URL.String(), "and no code in it")
	stored, err := authrequest.Get(t.Context(), s.DB.PeekTenant(rp.Service.Tenant.ID), request)
	require.NoError(t, err)
	require.IsType(t, authrequest.Granted{}, stored.Stage)
	require.Equal(t, http.StatusBadRequest, b.Open(address).Status, "it was answered")

	b, address, _ = begin()
	b.Open(address).Decide("deny")
	require.Equal(t, rp.Service.Issuer+"/device/done?outcome=denied", b.URL.String())

	_, address, request = begin()
	other := s.Browser().Open(address)
	require.Equal(t, oauth.BrowserMismatch, s.OneRefusal(rp.Service.Tenant.ID, other.Header).Reason, "SEC-47: another browser cannot take it up")
	s.Exec("update tenants set disabled_at = now() where tenant_id = $1", rp.Service.Tenant.ID)
	require.False(t, strings.HasPrefix(other.Header.Get("Location"), "http"), request)
}
