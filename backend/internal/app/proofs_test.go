package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/apptest"
	"alias.example/alias/backend/internal/testkit/keytest"
)

// public makes a client without a secret, whose tokens are bound to its key.
func public(s *apptest.Server, at apptest.Service, change ...func(*client.Protocol)) *apptest.RP {
	s.T.Helper()
	k := keytest.New(s.T, jose.ES256)
	rp := s.RP(s.Client(at, func(n *manage.NewClient) {
		n.Type, n.DPoPBound = client.Public, true
		n.Scopes = []string{"openid", "nickname", "offline_access"}
		for _, c := range change {
			c(&n.Protocol)
		}
	}))
	rp.Scope = "openid nickname offline_access"
	rp.Prover = &k
	return rp
}

func TestSEC43EveryEndpointRefusesEveryBadProof(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := public(s, at)
	token := rp.Tokens(s.Browser(), s.Person("Mira")).Text("access_token")
	now, key, stranger := s.Clock.Now(), *rp.Prover, keytest.New(t, jose.ES256)
	m := func(claim string, v any) keytest.Members { return keytest.Members{claim: v} }

	type place struct {
		method, path string
		form         url.Values
		status       int
	}
	places := []place{{http.MethodGet, "/oidc/userinfo", nil, http.StatusUnauthorized}, {http.MethodPost, "/oidc/userinfo", nil, http.StatusUnauthorized}}
	for _, d := range clientDoors(rp.Service)[:2] { // token and PAR
		d.form.Set("client_id", rp.Service.Client.WireID())
		places = append(places, place{http.MethodPost, d.path, d.form, http.StatusBadRequest})
	}
	for _, p := range places {
		address := at.Issuer + p.path
		proof := func(k keytest.Key, header keytest.Members, changes ...keytest.Members) string {
			return k.ProofWith(header, p.method, address, now, append([]keytest.Members{keytest.ATH(token)}, changes...)...)
		}
		send := func(s *apptest.Server, proofs ...string) apptest.Answer {
			var h []string
			for _, each := range proofs {
				h = append(h, "DPoP", each)
			}
			if p.form != nil {
				return s.Send(p.method, address, p.form, h...)
			}
			return s.SendRaw(p.method, address, "", append(h, "Authorization", "DPoP "+token)...)
		}
		for why, c := range map[string]struct {
			proofs []string
			reason oauth.Reason
		}{
			"two headers":              {[]string{proof(key, nil), proof(key, nil)}, oauth.DPoPProofTwice},
			"no JWT":                   {[]string{"x"}, oauth.DPoPProofMalformed},
			"another typ":              {[]string{proof(key, m("typ", "JWT"))}, oauth.DPoPProofMalformed},
			"alg none":                 {[]string{proof(key, m("alg", "none"))}, oauth.DPoPProofMalformed},
			"a private key":            {[]string{proof(key, m("jwk", key.PrivateJWK()))}, oauth.DPoPProofMalformed},
			"signed by another key":    {[]string{proof(key, m("jwk", stranger.Public()))}, oauth.DPoPProofMalformed},
			"no jti":                   {[]string{proof(key, nil, m("jti", nil))}, oauth.DPoPProofMalformed},
			"another method":           {[]string{proof(key, nil, m("htm", "PUT"))}, oauth.DPoPProofMethod},
			"another endpoint":         {[]string{proof(key, nil, m("htu", at.Issuer+"/oauth2/revoke"))}, oauth.DPoPProofURI},
			"another tenant":           {[]string{proof(key, nil, m("htu", s.Issuer("harbor")+p.path))}, oauth.DPoPProofURI},
			"an hour old":              {[]string{proof(key, nil, m("iat", now.Unix()-3600))}, oauth.DPoPProofTime},
			"an hour ahead":            {[]string{proof(key, nil, m("iat", now.Unix()+3600))}, oauth.DPoPProofTime},
			"of a key that is no good": {[]string{keytest.New(t, jose.RS256).Proof(p.method, address, now, keytest.ATH(token))}, oauth.DPoPProofMalformed},
		} {
			t.Run(p.method+" "+p.path+": "+why, func(t *testing.T) {
				t.Parallel()
				s := s.In(t)
				got := send(s, c.proofs...)
				require.Equal(t, p.status, got.Status, got.Raw)
				require.Equal(t, "invalid_dpop_proof", got.Text("error"))
				require.Equal(t, c.reason, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
				if p.form == nil {
					require.Contains(t, got.Header.Get("WWW-Authenticate"), `DPoP realm="alias"`)
					require.Contains(t, got.Header.Get("WWW-Authenticate"), `error="invalid_dpop_proof"`)
				}
			})
		}
		t.Run(p.method+" "+p.path+": twice", func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			once := proof(key, nil)
			require.NotEqual(t, "invalid_dpop_proof", send(s, once).Text("error"))
			got := send(s, once)
			require.Equal(t, "invalid_dpop_proof", got.Text("error"))
			require.Equal(t, oauth.DPoPProofReplayed, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
		})
		t.Run(p.method+" "+p.path+": sound in every way that is allowed", func(t *testing.T) {
			t.Parallel()
			s := s.In(t)
			for _, changes := range []keytest.Members{
				nil, m("iat", now.Unix()-10), m("iat", now.Unix()+10), m("nbf", now.Unix()), m("exp", now.Unix()+60), m("foo", "bar"),
				m("htu", address+"?a=b"), m("htu", address+"#c"), m("htu", strings.Replace(address, "http://localhost", "HTTP://LocalHost", 1)),
			} {
				got := send(s, proof(key, nil, changes))
				require.NotEqual(t, "invalid_dpop_proof", got.Text("error"), "%v: %s", changes, got.Raw)
			}
		})
	}
	t.Run("RFC 9449 7.1: ath", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		for why, changes := range map[string]keytest.Members{"none": {"ath": nil}, "of another token": keytest.ATH("other")} {
			p := key.Proof(http.MethodGet, at.Issuer+"/oidc/userinfo", now, keytest.ATH(token), changes)
			got := s.SendRaw(http.MethodGet, at.Issuer+"/oidc/userinfo", "", "Authorization", "DPoP "+token, "DPoP", p)
			require.Equal(t, http.StatusUnauthorized, got.Status, why)
			require.Equal(t, oauth.DPoPProofToken, s.OneRefusal(at.Tenant.ID, got.Header).Reason, why)
		}
	})
}

func TestRFC9449TokensBoundToAKey(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp, person := public(s, at), s.Person("Mira")
	got := rp.Tokens(s.Browser(), person)
	require.Equal(t, "DPoP", got.Text("token_type"), "RFC 9449 5")
	token := got.Text("access_token")
	require.Equal(t, http.StatusOK, rp.Userinfo(token).Status)

	t.Run("RFC 9449 7.1: the scheme in any case, the header in any case", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		p := rp.Prover.Proof(http.MethodGet, at.Issuer+"/oidc/userinfo", s.Clock.Now(), keytest.ATH(token))
		require.Equal(t, http.StatusOK, s.SendRaw(http.MethodGet, at.Issuer+"/oidc/userinfo", "", "Authorization", "dPOP "+token, "dpop", p).Status)
	})
	t.Run("SEC-44: it is no bearer token", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		p := rp.Prover.Proof(http.MethodGet, at.Issuer+"/oidc/userinfo", s.Clock.Now(), keytest.ATH(token))
		for why, header := range map[string][]string{
			"as a bearer token":             {"Authorization", "Bearer " + token},
			"as a bearer token and a proof": {"Authorization", "Bearer " + token, "DPoP", p},
		} {
			got := s.SendRaw(http.MethodGet, at.Issuer+"/oidc/userinfo", "", header...)
			require.Equal(t, http.StatusUnauthorized, got.Status, why)
			require.Equal(t, oauth.TokenScheme, s.OneRefusal(at.Tenant.ID, got.Header).Reason, why)
			require.Contains(t, got.Header.Get("WWW-Authenticate"), `DPoP realm="alias"`, why)
			require.Contains(t, got.Header.Get("WWW-Authenticate"), `error="invalid_token"`, why)
		}
		got := s.Send(http.MethodPost, at.Issuer+"/oidc/userinfo", url.Values{"access_token": {token}})
		require.Equal(t, http.StatusUnauthorized, got.Status, "in a form body")
	})
	t.Run("RFC 9449 7.1: without a proof, and with another key's", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		stranger := keytest.New(t, jose.ES256)
		got := s.SendRaw(http.MethodGet, at.Issuer+"/oidc/userinfo", "", "Authorization", "DPoP "+token)
		require.Equal(t, http.StatusUnauthorized, got.Status)
		require.Equal(t, oauth.DPoPProofMissing, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
		thief := rp.In(t)
		thief.Prover = &stranger
		got = thief.Userinfo(token)
		require.Equal(t, http.StatusUnauthorized, got.Status)
		require.Equal(t, oauth.TokenKey, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
	})
	t.Run("RFC 9449 7.1: an unbound token does not come by DPoP", func(t *testing.T) {
		t.Parallel()
		s := s.In(t)
		plain := s.RP(at)
		bearer := plain.Tokens(s.Browser(), person).Text("access_token")
		plain.Prover = rp.Prover
		got := plain.Userinfo(bearer)
		require.Equal(t, http.StatusUnauthorized, got.Status)
		require.Equal(t, oauth.TokenScheme, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
	})
	t.Run("RFC 9449 5: a client that must prove and does not gets nothing", func(t *testing.T) {
		t.Parallel()
		bare := rp.In(t)
		s := s.In(t)
		code := bare.Code(s.Browser(), person)
		bare.Prover = nil
		got := bare.Redeem(code)
		require.Equal(t, http.StatusBadRequest, got.Status)
		require.Equal(t, "invalid_dpop_proof", got.Text("error"))
		require.Equal(t, oauth.DPoPProofMissing, s.OneRefusal(at.Tenant.ID, got.Header).Reason)
	})
}

func TestSEC43FiftyUsesOfOneProofAtTwoReplicas(t *testing.T) {
	t.Parallel()
	one := apptest.New(t)
	at := one.Service("storm")
	rp := public(one, at)
	token := rp.Tokens(one.Browser(), one.Person("Mira")).Text("access_token")
	two := apptest.Replica(t, one.PG)
	// Each server has its own address; what is signed must fit the one that is asked.
	for _, s := range []*apptest.Server{one, two} {
		address := s.Issuer("storm") + "/oidc/userinfo"
		p := rp.Prover.Proof(http.MethodGet, address, s.Clock.Now(), keytest.ATH(token))
		var wg sync.WaitGroup
		statuses := make([]int, 50)
		for i := range statuses {
			wg.Go(func() {
				statuses[i] = s.SendRaw(http.MethodGet, address, "", "Authorization", "DPoP "+token, "DPoP", p).Status
			})
		}
		wg.Wait()
		won := 0
		for _, status := range statuses {
			if status == http.StatusOK {
				won++
			} else {
				require.Equal(t, http.StatusUnauthorized, status)
			}
		}
		require.Equal(t, 1, won)
	}
}

func TestRFC9449Section8AndSection9NoncesAreTaughtAndDemanded(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := public(s, at, func(p *client.Protocol) { p.RequireDPoPNonce = true })
	code := rp.Code(s.Browser(), s.Person("Mira"))

	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {rp.Service.Redirect}, "code_verifier": {rp.Verifier}, "client_id": {rp.Service.Client.WireID()}}
	p := rp.Prover.Proof(http.MethodPost, at.Issuer+"/oauth2/token", s.Clock.Now())
	got := s.Send(http.MethodPost, at.Issuer+"/oauth2/token", form, "DPoP", p)
	require.Equal(t, http.StatusBadRequest, got.Status, "RFC 9449 8")
	require.Equal(t, "use_dpop_nonce", got.Text("error"))
	require.NotEmpty(t, got.Header.Get("DPoP-Nonce"))
	require.Equal(t, "no-store", got.Header.Get("Cache-Control"))
	require.Equal(t, oauth.DPoPNonceDue, s.OneRefusal(at.Tenant.ID, got.Header).Reason)

	origin := strings.TrimSuffix(rp.Service.Redirect, "/callback")
	got = s.Send(http.MethodPost, at.Issuer+"/oauth2/token", form, "DPoP", p, "Origin", origin)
	require.Equal(t, origin, got.Header.Get("Access-Control-Allow-Origin"))
	require.Contains(t, got.Header.Get("Access-Control-Expose-Headers"), "DPoP-Nonce", "RFC 9449 8: for scripts too")
	ahead := s.SendRaw(http.MethodOptions, at.Issuer+"/oauth2/token", "", "Origin", origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "dpop")
	require.Contains(t, ahead.Header.Get("Access-Control-Allow-Headers"), "DPoP")

	tokens := rp.Redeem(code)
	require.Equal(t, http.StatusOK, tokens.Status, "the code was not spent meanwhile: %s", tokens.Raw)
	token := tokens.Text("access_token")
	userinfo := at.Issuer + "/oidc/userinfo"
	got = s.SendRaw(http.MethodGet, userinfo, "", "Authorization", "DPoP "+token, "DPoP", rp.Prover.Proof(http.MethodGet, userinfo, s.Clock.Now(), keytest.ATH(token)))
	require.Equal(t, http.StatusUnauthorized, got.Status, "RFC 9449 9")
	require.Contains(t, got.Header.Get("WWW-Authenticate"), `error="use_dpop_nonce"`)
	require.NotEmpty(t, got.Header.Get("DPoP-Nonce"))
	require.Equal(t, http.StatusOK, rp.Userinfo(token).Status)
	s.Clock.Advance(11 * time.Minute)
	got = s.SendRaw(http.MethodGet, userinfo, "", "Authorization", "DPoP "+token, "DPoP", rp.Prover.Proof(http.MethodGet, userinfo, s.Clock.Now(), keytest.ATH(token), keytest.Members{"nonce": got.Header.Get("DPoP-Nonce")}))
	require.Contains(t, got.Header.Get("WWW-Authenticate"), `error="use_dpop_nonce"`, "an old one is none")
	require.Equal(t, http.StatusOK, rp.Userinfo(token).Status, "RFC 9449 8.2: it was told the next")
}

func TestRoundTripsOfSenders(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	rp := public(s, at)
	tokens := rp.Tokens(s.Browser(), s.Person("Mira"))
	token := tokens.Text("access_token")
	s.RoundTrips(1, func() { require.Equal(t, http.StatusOK, rp.Userinfo(token).Status) })
	refresh := tokens.Text("refresh_token")
	s.RoundTrips(5, func() {
		got := rp.Refresh(refresh)
		require.Equal(t, http.StatusOK, got.Status, got.Raw)
		refresh = got.Text("refresh_token")
	})
	keyed, key := keyed(s, at)
	asserts := s.RP(keyed)
	asserts.Key, asserts.Prover = &key, rp.Prover
	s.RoundTrips(2, func() {
		require.Equal(t, http.StatusOK, asserts.Post("/oauth2/introspect", url.Values{"token": {token}}).Status)
	})
}
