package token_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/testkit/apptest"
)

func TestTheTokenResponse(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	got := rp.Tokens(b, "")

	require.Equal(t, "application/json", got.Header.Get("Content-Type"), "P7")
	require.Equal(t, "no-store", got.Header.Get("Cache-Control"), "RFC 6749 5.1")
	require.Equal(t, "no-cache", got.Header.Get("Pragma"), "RFC 6749 5.1")
	require.Equal(t, "Bearer", got.JSON["token_type"])
	require.EqualValues(t, 1800, got.JSON["expires_in"])
	require.Contains(t, got.Raw, `"expires_in":1800`, "P7: a whole number")
	require.NotContains(t, got.Raw, "null")
	require.Regexp(t, `^alias_at_[A-Za-z0-9_-]{49}$`, got.Text("access_token"), "row P18")
	require.Regexp(t, `^alias_rt_[A-Za-z0-9_-]{49}$`, got.Text("refresh_token"))
	require.ElementsMatch(t, strings.Fields(rp.Scope), strings.Fields(got.Text("scope")))

	rp.Scope = "openid"
	lean := rp.Tokens(b, "")
	require.Equal(t, "openid", lean.Text("scope"), "P7: scope always")
	require.NotContains(t, lean.JSON, "refresh_token", "P11: only with offline_access")

	var stored int
	require.NoError(t, s.Owner().QueryRow(t.Context(), `select count(*) from (select a::text as row from access_tokens a union all select r::text from refresh_tokens r union all select q::text from auth_requests q) x
		where row like '%' || $1 || '%' or row like '%' || $2 || '%'`, got.Text("access_token"), got.Text("refresh_token")).Scan(&stored))
	require.Zero(t, stored, "P5: only hashes are kept")
}

func TestP8TheIDToken(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	talkative := s.Client(at, func(n *manage.NewClient) { n.IDTokenClaims = true })
	apart := s.Client(at, func(n *manage.NewClient) { n.SeparateIdentities = true })
	elsewhere := s.Service("harbor")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	signedIn := s.Clock.Now()
	s.Clock.Advance(time.Minute)
	got := rp.Tokens(b, "")
	c := s.Claims(got.Text("id_token"))

	require.Equal(t, at.Issuer, c["iss"])
	require.Equal(t, at.Client.ID.String(), c["aud"], "a string")
	require.Regexp(t, `^[A-Za-z0-9_-]{22}$`, c["sub"], "decision D2")
	require.EqualValues(t, s.Clock.Now().Unix(), c["iat"], "never in the future")
	require.EqualValues(t, s.Clock.Now().Add(30*time.Minute).Unix(), c["exp"])
	require.NotContains(t, c, "auth_time", "SEC-65: the age of a session would be the same at every service")
	asked := rp.Redeem(rp.Code(b, "", "max_age", "3600"))
	require.EqualValues(t, signedIn.Unix(), s.Claims(asked.Text("id_token"))["auth_time"], "OIDC Core 2: required when max_age is asked")
	require.Equal(t, rp.Nonce, c["nonce"])
	require.Equal(t, "urn:alias:acr:pwd", c["acr"])
	require.Equal(t, []any{"pwd"}, c["amr"])
	require.Len(t, c["sid"], 22)
	require.NotContains(t, c, "nbf")
	require.NotContains(t, c, "azp")
	require.Less(t, len(got.Text("id_token")), 2048, "P8")
	for _, name := range []string{"email", "nickname", "name", "preferred_username"} {
		require.NotContains(t, c, name, "decision D7: they are at UserInfo")
	}
	require.NotContains(t, s.Claims(rp.Tokens(b, "", "nonce", "").Text("id_token")), "nonce", "OIDC Core 2: only if it was sent")

	more := s.RP(talkative).Tokens(b, "")
	full := s.Claims(more.Text("id_token"))
	for name, value := range s.RP(talkative).Userinfo(more.Text("access_token")).JSON {
		require.Equal(t, value, full[name], "decision D7: %s, because the client wants it here too", name)
	}
	require.Equal(t, c["sub"], full["sub"], "one sector, one alias ID")
	require.Equal(t, c["sid"], full["sid"])
	for _, other := range []apptest.Service{apart, elsewhere} {
		o := s.Claims(s.RP(other).Tokens(b, "").Text("id_token"))
		require.NotEqual(t, c["sub"], o["sub"], "decision D2: another sector, another alias ID")
		require.NotEqual(t, c["sid"], o["sid"], "SEC-65")
	}

	s.Clock.Advance(time.Hour)
	again := rp.Refresh(got.Text("refresh_token"))
	r := s.Claims(again.Text("id_token"))
	for _, same := range []string{"iss", "sub", "aud", "auth_time", "sid", "acr"} {
		require.Equal(t, c[same], r[same], "OIDC Core 12.2: %s", same)
	}
	require.NotContains(t, r, "nonce", "OIDC Core 12.2")
	require.EqualValues(t, s.Clock.Now().Unix(), r["iat"])
	require.NotEqual(t, c["at_hash"], r["at_hash"])
}

func TestACodeIsBoundToItsRequest(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", func(n *manage.NewClient) { n.RedirectURIs = append(n.RedirectURIs, "https://lantern.test/other") })
	off := false
	lax := s.Client(at, func(n *manage.NewClient) { n.RequirePKCE = &off })
	b := s.Signed(s.Person("Mira"))
	with, without := s.RP(at), s.RP(lax)
	with.Code(b, "") // agree once
	without.Code(b, "")
	plain := []string{"code_challenge", "", "code_challenge_method", ""}
	for _, c := range []struct {
		why    string
		rp     *apptest.RP
		ask    []string
		redeem []string
		code   string
		reason oauth.Reason
	}{
		{"RFC 6749 4.1.3: everything fits", with, nil, nil, "", ""},
		{"RFC 7636 4.6: the longest verifier", with, []string{"code_challenge", apptest.Challenge(strings.Repeat("~", 128))}, []string{"code_verifier", strings.Repeat("~", 128)}, "", ""},
		{"decision D5: no PKCE on either side", without, plain, []string{"code_verifier", ""}, "", ""},
		{"PKCE where it is not demanded", without, nil, nil, "", ""},

		{"SEC-29: another redirect_uri", with, nil, []string{"redirect_uri", "https://lantern.test/other"}, "invalid_grant", oauth.CodeRedirectURI},
		{"SEC-29: no redirect_uri", with, nil, []string{"redirect_uri", ""}, "invalid_grant", oauth.CodeRedirectURI},
		{"SEC-29: the whole callback address, code and all", with, nil, []string{"redirect_uri", "https://lantern.test/callback?code=CODE"}, "invalid_grant", oauth.CodeRedirectURI},
		{"SEC-10: the verifier left out", with, nil, []string{"code_verifier", ""}, "invalid_grant", oauth.PKCEVerifierMissing},
		{"SEC-10: left out where PKCE was not demanded", without, nil, []string{"code_verifier", ""}, "invalid_grant", oauth.PKCEVerifierMissing},
		{"SEC-11: a verifier without a challenge", without, plain, nil, "invalid_grant", oauth.PKCEVerifierUnexpected},
		{"RFC 7636 4.6: another verifier", with, nil, []string{"code_verifier", strings.Repeat("w", 43)}, "invalid_grant", oauth.PKCEVerifierWrong},
		{"SEC-12: the challenge itself", with, nil, []string{"code_verifier", apptest.Challenge(strings.Repeat("v", 43))}, "invalid_grant", oauth.PKCEVerifierWrong},
		{"RFC 7636 4.1: a verifier of 42 characters", with, nil, []string{"code_verifier", strings.Repeat("v", 42)}, "invalid_grant", oauth.PKCEVerifierMalformed},
		{"RFC 7636 4.1: a verifier of 129 characters", with, nil, []string{"code_verifier", strings.Repeat("v", 129)}, "invalid_grant", oauth.PKCEVerifierMalformed},
		{"RFC 7636 4.1: a verifier of other characters", with, nil, []string{"code_verifier", strings.Repeat("v", 43) + "+"}, "invalid_grant", oauth.PKCEVerifierMalformed},
		{"RFC 7636 4.1: a verifier with a space around it", with, nil, []string{"code_verifier", strings.Repeat("v", 43) + " "}, "invalid_grant", oauth.PKCEVerifierMalformed},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			rp, s := c.rp.In(t), s.In(t)
			code := rp.Code(b.Tab(t), "", c.ask...)
			for i, v := range c.redeem {
				c.redeem[i] = strings.ReplaceAll(v, "CODE", code)
			}
			got := rp.Redeem(code, c.redeem...)
			if c.code == "" {
				require.Equal(t, http.StatusOK, got.Status, got.Raw)
				return
			}
			refused(s, at, got, 400, c.code, c.reason)
			a := s.OneRefusal(at.Tenant.ID, got.Header)
			require.NotContains(t, a.Received+a.Expected, code, "decision D14: never a code")
			require.NotContains(t, a.Received+a.Expected, rp.Verifier)
			if c.reason == oauth.CodeRedirectURI {
				require.Contains(t, a.Expected, at.Redirect)
			}
			if c.reason == oauth.PKCEVerifierWrong {
				require.Contains(t, a.Expected, apptest.Challenge(rp.Verifier))
			}
		})
	}
}

func TestACodeInOtherHands(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	sibling, public := s.Client(at), s.Client(at, func(n *manage.NewClient) { n.Type = client.Public })
	b := s.Signed(s.Person("Mira"))
	rp := s.RP(at)
	for _, thief := range []apptest.Service{sibling, public} {
		code := rp.Code(b, "")
		got := s.RP(thief).Redeem(code)
		refused(s, at, got, 400, "invalid_grant", oauth.CodeOtherClient)
		refused(s, at, rp.Redeem(code), 400, "invalid_grant", oauth.CodeExpired) // SEC-25: it is burnt
	}
}

func TestSEC25AUsedCodeInOtherHands(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	sibling, b := s.Client(at), s.Signed(s.Person("Mira"))
	rp := s.RP(at)
	code := rp.Code(b, "")
	got := rp.Redeem(code)
	require.Equal(t, http.StatusOK, got.Status)
	refused(s, at, s.RP(sibling).Redeem(code), 400, "invalid_grant", oauth.CodeOtherClient)
	require.Equal(t, http.StatusUnauthorized, rp.Userinfo(got.Text("access_token")).Status, "a code that two clients hold has leaked, and so has what it bought")
	refused(s, at, rp.Refresh(got.Text("refresh_token")), 400, "invalid_grant", oauth.GrantRevoked)
}

func TestSEC28AReplayEndsWhatTheCodeBought(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	code := rp.Code(b, "")
	first := rp.Redeem(code)
	require.Equal(t, http.StatusOK, first.Status)
	second := rp.Refresh(first.Text("refresh_token"))
	require.Equal(t, http.StatusOK, second.Status)
	unrelated := rp.Tokens(b, "")

	s.Clock.Advance(30 * time.Second)
	refused(s, at, rp.Redeem(code), 400, "invalid_grant", oauth.CodeReplayed)

	for _, token := range []string{first.Text("access_token"), second.Text("access_token")} {
		require.Equal(t, http.StatusUnauthorized, rp.Userinfo(token).Status, "RFC 6749 4.1.2: a code used twice revokes what it bought")
	}
	for _, token := range []string{first.Text("refresh_token"), second.Text("refresh_token")} {
		refused(s, at, rp.Refresh(token), 400, "invalid_grant", oauth.GrantRevoked)
	}
	require.Equal(t, http.StatusOK, rp.Userinfo(unrelated.Text("access_token")).Status, "and nothing else")

	stale := rp.Code(b, "")
	rp.Redeem(stale)
	s.Clock.Advance(time.Hour)
	refused(s, at, rp.Redeem(stale, "code_verifier", strings.Repeat("x", 43)), 400, "invalid_grant", oauth.CodeReplayed)
}

func TestSEC26ACodeLivesForAMinute(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	fresh := rp.Code(b, "")
	s.Clock.Advance(time.Minute - time.Second)
	require.Equal(t, http.StatusOK, rp.Redeem(fresh).Status)
	old := rp.Code(b, "")
	s.Clock.Advance(time.Minute)
	refused(s, at, rp.Redeem(old), 400, "invalid_grant", oauth.CodeExpired)
}

func TestACodeOfWhoLeft(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	code := rp.Code(b, "")
	s.Exec("update connection_clients set scopes = '{}' where tenant_id = $1", at.Tenant.ID)
	refused(s, at, rp.Redeem(code), 400, "invalid_grant", oauth.ConnectionEnded)

	s.Exec("update connection_clients set scopes = '{openid,email}' where tenant_id = $1", at.Tenant.ID)
	code = rp.Code(b, "")
	s.Exec("update connection_clients set scopes = '{openid}' where tenant_id = $1", at.Tenant.ID)
	require.Equal(t, "openid", rp.Redeem(code).Text("scope"), "SEC-59: what was withdrawn in the meantime is not given")

	code = rp.Code(b, "")
	s.Exec("update connections set ended_at = now() where tenant_id = $1", at.Tenant.ID)
	refused(s, at, rp.Redeem(code), 400, "invalid_grant", oauth.ConnectionEnded)
}

// However a request fails, what it carried is in no attempt and no log.
func TestNothingLeaksIntoAttemptsOrTheLog(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	other := s.Client(at)
	address := s.Person("Mira")
	rp, thief, b := s.RP(at), s.RP(other), s.Signed(address)
	rp.Verifier = "a-verifier-that-nobody-may-ever-read-in-a-log"
	tokens := rp.Tokens(b, "")
	code := rp.Code(b, "")
	refreshed := rp.Refresh(tokens.Text("refresh_token"))
	words := []string{
		at.Secret, other.Secret, tokens.Text("access_token"), tokens.Text("refresh_token"), tokens.Text("id_token"), refreshed.Text("refresh_token"), refreshed.Text("access_token"),
		code, rp.Verifier, address, apptest.Password, b.URL.String(), rp.State, rp.Nonce,
	}
	sub, _ := s.Claims(tokens.Text("id_token"))["sub"].(string)
	words = append(words, sub)

	// Everything in every wrong place.
	for _, w := range words[:10] {
		for _, name := range []string{"code", "redirect_uri", "code_verifier", "refresh_token", "grant_type", "scope", "client_id"} {
			if (name == "redirect_uri" || name == "grant_type" || name == "scope" || name == "client_id") && !strings.HasPrefix(w, "alias_") {
				continue // text that looks like nothing: the developer is shown what was sent
			}
			asks(s, at, probe(name, w), "Authorization", basic(at.Client.ID.String(), at.Secret))
			asks(s, at, probe("grant_type", "refresh_token", name, w), "Authorization", basic(at.Client.ID.String(), at.Secret))
		}
		asks(s, at, probe(), "Authorization", basic(at.Client.ID.String(), w))
		asks(s, at, probe("client_id", at.Client.ID.String(), "client_secret", w))
		rp.Userinfo(w)
		if strings.HasPrefix(w, "alias_") {
			asks(s, at, probe(), "Authorization", basic(w, "x"))
			for _, name := range []string{"client_id", "redirect_uri", "scope", "prompt", "max_age", "response_type", "code_challenge", "request", "state", "nonce"} {
				s.SendRaw(http.MethodGet, rp.AuthorizeURL(name, w), "")
			}
		}
	}
	rp.Redeem(code, "redirect_uri", at.Redirect+"?code="+code+"&state="+rp.State)
	thief.Redeem(code)
	rp.Redeem(code)
	thief.Refresh(refreshed.Text("refresh_token"))
	s.Clock.Advance(time.Hour)
	rp.Refresh(tokens.Text("refresh_token"))
	rp.Refresh(refreshed.Text("refresh_token"))
	rp.Userinfo(tokens.Text("access_token"))

	s.Attempts(at.Tenant.ID)
	var attempts string
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select string_agg(a::text, E'\\n') from attempts a").Scan(&attempts))
	require.Greater(t, strings.Count(attempts, "\n"), 100)
	for i, w := range words {
		if w == rp.State {
			continue // the developer's own, and shown inside the address they sent
		}
		require.NotContains(t, attempts, w, "attempts: word %d", i)
		require.NotContains(t, attempts, url.QueryEscape(w), "attempts: word %d, encoded", i)
	}
	log := s.Log.String()
	require.NotEmpty(t, log)
	for i, w := range words {
		require.NotContains(t, log, w, "log: word %d", i)
		encoded, err := json.Marshal(w)
		require.NoError(t, err)
		require.NotContains(t, log, strings.Trim(string(encoded), `"`), "log: word %d, encoded", i)
	}
	require.NotContains(t, log, `"level":"ERROR"`, "no request of a stranger is a failure of ours")
}

func TestRoundTrips(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	last := rp.Tokens(b, "")
	codes := []string{rp.Code(b, ""), rp.Code(b, ""), rp.Code(b, "")}
	s.RoundTrips(4, func() {
		got := rp.Redeem(codes[0])
		require.Equal(t, http.StatusOK, got.Status)
		codes = codes[1:]
	})
	s.RoundTrips(4, func() {
		last = rp.Refresh(last.Text("refresh_token"))
		require.Equal(t, http.StatusOK, last.Status)
	})
	s.RoundTrips(1, func() { require.Equal(t, http.StatusOK, rp.Userinfo(last.Text("access_token")).Status) })
	s.RoundTrips(0, func() { asks(s, at, probe(), "Authorization", basic(at.Client.ID.String(), "wrong")) })
}

func TestADevicesTokensTakeSixRoundTrips(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern", func(n *manage.NewClient) {
		n.GrantTypes = []oauth.GrantType{oauth.AuthorizationCode, oauth.RefreshToken, oauth.DeviceCode}
	})
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	rp.Code(b, "")
	var decided []string
	for range 3 {
		begun := rp.Post("/oauth2/device_authorization", url.Values{"scope": {"openid"}})
		b.Open(begun.Text("verification_uri_complete")).Submit("decision", "allow")
		require.Contains(t, b.URL.Path, "/device/done", b.Body)
		decided = append(decided, begun.Text("device_code"))
	}
	s.RoundTrips(6, func() {
		got := rp.Token(url.Values{"grant_type": {string(oauth.DeviceCode)}, "device_code": {decided[0]}})
		require.Equal(t, http.StatusOK, got.Status, got.Raw)
		decided = decided[1:]
	})
}
