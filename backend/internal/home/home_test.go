package home_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/home"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// Leaving a service ends what it was given, at once and for every client; coming
// back is asked for again, and the pseudonym is the same.
func TestLeavingAServiceEndsWhatItWasGiven(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	address := s.Person("Mira")
	rp := s.RP(at)
	b := s.Browser()
	tokens := rp.Redeem(rp.Code(b, address))
	require.Equal(t, http.StatusOK, tokens.Status, tokens.Raw)
	before := rp.Userinfo(tokens.Text("access_token"))
	require.Equal(t, http.StatusOK, before.Status)

	b.Open("/home")
	require.Contains(t, b.Body, before.Text("sub"))
	action, values := b.Form("connection")
	require.NotContains(t, values.Get("connection"), "acc_")
	b.Post(action, values)
	require.Equal(t, "/home", b.URL.Path)
	b.Open("/home")
	require.NotContains(t, b.Body, before.Text("sub"))

	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(tokens.Text("access_token")).Status)
	refreshed := rp.Refresh(tokens.Text("refresh_token"))
	require.Equal(t, http.StatusBadRequest, refreshed.Status)
	require.Equal(t, "invalid_grant", refreshed.Text("error"))

	s.Clock.Advance(time.Second)
	b.Open(rp.AuthorizeURL())
	require.Equal(t, "/consent", b.URL.Path, "what was left must be agreed to again")
	again := rp.Redeem(rp.Code(b, address))
	require.Equal(t, before.Text("sub"), rp.Userinfo(again.Text("access_token")).Text("sub"))
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(tokens.Text("access_token")).Status, "coming back revives no old token")
}

// A connection is its owner's to leave, and nobody else's.
func TestNobodyLeavesForSomebodyElse(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := s.RP(at)
	tokens := rp.Redeem(rp.Code(s.Browser(), s.Person("Mira")))
	var c id.Connection
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select id from connections").Scan(&c))
	s.Person("Mallory")
	var mallory id.Account
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select account_id from accounts where nickname = 'Mallory'").Scan(&mallory))

	err := home.New(s.DB, s.Clock, s.Endings()).Leave(t.Context(), mallory, c)
	require.ErrorIs(t, err, logout.ErrNoConnection)
	require.Equal(t, http.StatusOK, rp.Userinfo(tokens.Text("access_token")).Status)
}
