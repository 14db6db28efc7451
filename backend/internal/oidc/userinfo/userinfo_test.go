package userinfo_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/testkit/apptest"
)

func TestP9UserInfo(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	tokens := rp.Tokens(b, "")
	address, token := at.Issuer+"/oidc/userinfo", tokens.Text("access_token")
	want := rp.Userinfo(token)
	require.Equal(t, http.StatusOK, want.Status)
	require.Equal(t, "application/json", want.Header.Get("Content-Type"))
	require.Equal(t, "no-store", want.Header.Get("Cache-Control"))

	t.Run("OIDC Core 5.3.2: sub is that of the ID token", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, s.Claims(tokens.Text("id_token"))["sub"], want.JSON["sub"])
	})
	t.Run("OIDC Core 5.1: the claims and their types", func(t *testing.T) {
		t.Parallel()
		require.Len(t, want.JSON, 7)
		require.Regexp(t, `^[a-z0-9]{16}@relay\.test$`, want.JSON["email"], "decision D3")
		require.Equal(t, true, want.JSON["email_verified"], "PocketBase wants a boolean")
		require.Regexp(t, `^[a-z0-9._-]{3,32}$`, want.JSON["preferred_username"], "decision D4")
		require.IsType(t, float64(0), want.JSON["updated_at"])
		require.Equal(t, want.JSON["nickname"], want.JSON["name"])
		require.NotContains(t, want.Raw, "mira@person.test")
	})
	t.Run("OIDC Core 5.3.1: by POST, in the header and in the body", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		for _, got := range []apptest.Answer{
			s.Send(http.MethodPost, address, nil, "Authorization", "Bearer "+token),
			s.SendRaw(http.MethodPost, address, "", "Authorization", "Bearer "+token),
			s.SendRaw(http.MethodPost, address, "{}", "Content-Type", "application/json", "Authorization", "Bearer "+token),
			s.Send(http.MethodPost, address, url.Values{"access_token": {token}}),
			s.SendRaw(http.MethodGet, address, "", "Authorization", "bearer "+token),
		} {
			require.Equal(t, want.JSON, got.JSON, got.Raw)
		}
	})
	lean := rp.Tokens(b, "", "scope", "openid")
	t.Run("OIDC Core 5.4: openid alone releases sub alone", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, map[string]any{"sub": want.JSON["sub"]}, rp.In(t).Userinfo(lean.Text("access_token")).JSON)
	})
	narrow := rp.Refresh(tokens.Text("refresh_token"), "scope", "email")
	require.Equal(t, http.StatusOK, narrow.Status)
	t.Run("RFC 6750 3.1: a token without openid", func(t *testing.T) {
		t.Parallel()
		got := rp.In(t).Userinfo(narrow.Text("access_token"))
		require.Equal(t, http.StatusForbidden, got.Status)
		require.Contains(t, got.Header.Get("WWW-Authenticate"), `error="insufficient_scope"`)
		require.Contains(t, got.Header.Get("WWW-Authenticate"), `scope="openid"`)
		require.Equal(t, oauth.ScopeInsufficient, s.In(t).OneRefusal(at.Tenant.ID, got.Header).Reason)
	})

	bearer := func(v string) []string { return []string{"Authorization", "Bearer " + v} }
	flipped := []byte(token)
	flipped[30] = map[bool]byte{true: 'B', false: 'A'}[flipped[30] == 'A']
	for _, c := range []struct {
		why    string
		send   func(s *apptest.Server) apptest.Answer
		status int
		code   string // in the challenge; "" is a bare one
		reason oauth.Reason
	}{
		{"RFC 6750 3: nothing", func(s *apptest.Server) apptest.Answer { return s.SendRaw(http.MethodGet, address, "") }, 401, "", oauth.BearerMissing},
		{"RFC 9700 4.3.2: in the query", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodGet, address+"?access_token="+token, "")
		}, 401, "", oauth.BearerMissing},
		{"in the query of a post", func(s *apptest.Server) apptest.Answer {
			return s.Send(http.MethodPost, address+"?access_token="+token, nil)
		}, 401, "", oauth.BearerMissing},
		{"another scheme", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodGet, address, "", "Authorization", "Basic "+token)
		}, 401, "", oauth.BearerMissing},
		{"SEC-44: DPoP of a token that is not bound", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodGet, address, "", "Authorization", "DPoP "+token)
		}, 401, "invalid_dpop_proof", oauth.DPoPProofMissing},
		{"RFC 6750 2: in two ways", func(s *apptest.Server) apptest.Answer {
			return s.Send(http.MethodPost, address, url.Values{"access_token": {token}}, bearer(token)...)
		}, 400, "invalid_request", oauth.BearerTwice},
		{"RFC 6750 2: two headers", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodGet, address, "", append(bearer(token), bearer(token)...)...)
		}, 400, "invalid_request", oauth.BearerTwice},
		{"RFC 6750 2.2: twice in the body", func(s *apptest.Server) apptest.Answer {
			return s.Send(http.MethodPost, address, url.Values{"access_token": {token, token}})
		}, 400, "invalid_request", oauth.BearerTwice},
		{"a body that cannot be read", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodPost, address, "a=%zz", "Content-Type", "application/x-www-form-urlencoded")
		}, 400, "invalid_request", oauth.BodyMalformed},
		{"a large body", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodPost, address, "a="+strings.Repeat("a", 70<<10), "Content-Type", "application/x-www-form-urlencoded")
		}, 413, "invalid_request", oauth.BodyTooLarge},
		{"SEC-39: cut off", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodGet, address, "", bearer(token[:len(token)-1])...)
		}, 401, "invalid_token", oauth.TokenMalformed},
		{"SEC-39: longer", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodGet, address, "", bearer(token+"0")...)
		}, 401, "invalid_token", oauth.TokenMalformed},
		{"SEC-39: a character changed", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodGet, address, "", bearer(string(flipped))...)
		}, 401, "invalid_token", oauth.TokenMalformed},
		{"SEC-40: the ID token", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodGet, address, "", bearer(tokens.Text("id_token"))...)
		}, 401, "invalid_token", oauth.TokenUnknown},
		{"SEC-40: the refresh token", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodGet, address, "", bearer(tokens.Text("refresh_token"))...)
		}, 401, "invalid_token", oauth.TokenMalformed},
		{"a huge token", func(s *apptest.Server) apptest.Answer {
			return s.SendRaw(http.MethodGet, address, "", bearer(strings.Repeat("a", 100_000))...)
		}, 401, "invalid_token", oauth.TokenMalformed},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			got := c.send(s)
			require.Equal(t, c.status, got.Status, got.Raw)
			challenge := got.Header.Get("WWW-Authenticate")
			scheme := "Bearer"
			if c.reason == oauth.DPoPProofMissing {
				scheme = "DPoP"
			}
			require.True(t, strings.HasPrefix(challenge, scheme+` realm="alias"`), challenge)
			if c.code == "" {
				require.NotContains(t, challenge, "error", "RFC 6750 3.1: who sent nothing is told nothing")
			} else {
				require.Contains(t, challenge, `error="`+c.code+`"`)
				require.Equal(t, c.code, got.Text("error"))
			}
			require.Equal(t, "no-store", got.Header.Get("Cache-Control"))
			require.NotContains(t, got.Raw, "sub")
			require.Equal(t, c.reason, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
		})
	}
}

func TestAnAccessTokenEnds(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	token := rp.Tokens(b, "").Text("access_token")
	s.Clock.Advance(30*time.Minute - time.Second)
	require.Equal(t, http.StatusOK, rp.Userinfo(token).Status)
	s.Clock.Advance(time.Second)
	got := rp.Userinfo(token)
	require.Equal(t, http.StatusUnauthorized, got.Status)
	require.Equal(t, oauth.TokenExpired, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
	require.Contains(t, got.Header.Get("WWW-Authenticate"), `error="invalid_token"`)
}

// The connection is read as it is now: what the person takes back counts at once.
func TestWhatThePersonTakesBackCountsAtOnce(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	token := rp.Tokens(b, "").Text("access_token")

	s.Exec("update connection_clients set scopes = '{openid,nickname}' where tenant_id = $1", at.Tenant.ID)
	got := rp.Userinfo(token)
	require.Equal(t, http.StatusOK, got.Status)
	require.NotContains(t, got.JSON, "email")
	require.Contains(t, got.JSON, "nickname")
	s.Exec("update connections set nickname = 'Renamed Raven' where tenant_id = $1", at.Tenant.ID)
	require.Equal(t, "Renamed Raven", rp.Userinfo(token).JSON["nickname"])

	s.Exec("update connection_clients set scopes = '{}' where tenant_id = $1", at.Tenant.ID)
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(token).Status, "nothing is granted any more")
	s.Exec("update connections set ended_at = now() where tenant_id = $1", at.Tenant.ID)
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(token).Status)
	require.NoError(t, s.Clients.Delete(t.Context(), at.Owner, "lantern", at.Client.ID, nil))
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(token).Status, "a deleted client's tokens go with it")
}
