package userinfo_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// Revoking a key deletes the tokens it signed. One that another server signed in
// that moment, and stored after it, has to be dead as well.
func TestSEC57_ATokenOfARevokedKeyIsDeadHoweverLateItWasStored(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Set(at, func(p *client.Protocol) { p.AccessTokenFormat = client.FormatJWT })
	rp := s.RP(at)
	token := rp.Tokens(s.Browser(), s.Person("mira")).Text("access_token")
	require.Equal(t, http.StatusOK, rp.Userinfo(token).Status)

	s.Exec(`update signing_keys set state = 'gone', sealed = null, gone_at = created_at, gone_reason = 'revoked'
		where kid = (select kid from access_tokens where kid is not null)`)
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(token).Status)
}
