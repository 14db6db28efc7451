package authorize

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/pushed"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/domain/service/tenant"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/requestobject"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/outbound"
)

const testPage = "https://alias.test/callback"

// Whatever is sent, the checks end in a request that can be stored and answered, or
// in a refusal whose words may stand in an answer; and an answer leads to the
// registered address.
func FuzzAuthorizationRequest(f *testing.F) {
	for _, s := range []string{
		"response_type=code&redirect_uri=https://a.test/cb&scope=openid&code_challenge=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaA&code_challenge_method=S256",
		"response_type=token+id_token&redirect_uri=https://a.test/cb&scope=openid&nonce=n&response_mode=form_post&state=%00",
		"response_type=code&redirect_uri=https://a.test/cb&scope=openid&claims={\"id_token\":{\"sub\":{\"value\":\"x\"}}}&max_age=99999999999999999999",
		"redirect_uri=https://a.test/cb&request=a.b.c", "redirect_uri=https://a.test/cb&request_uri=https://a.test/x", "redirect_uri=https://a.test/cb&resource=https://api.test&resource=x",
		"redirect_uri=https://a.test/cb&prompt=none+login&acr_values=%22&ui_locales=%ff", "redirect_uri=https://a.test/cb&response_mode=jwt&id_token_hint=..", "redirect_uri=https://a.test/cb%23",
		"redirect_uri=https://a.test/cb&redirect_uri=https://b.test/", "dpop_jkt=x&redirect_uri=https://a.test/cb&scope=openid&response_type=code", "%zz", "",
	} {
		f.Add(s, true, uint8(0))
		f.Add(s, false, uint8(1))
	}
	f.Fuzz(func(t *testing.T, query string, compatible bool, profile uint8) {
		p, err := oauth.ParseParams(query)
		if err != nil || p.Has("id_token_hint") || p.Get("redirect_uri") == testPage || strings.HasPrefix(p.Get("request_uri"), pushed.Prefix) {
			return // what asks the database or the keys
		}
		clk := clock.NewFake(time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC))
		guard := outbound.New(outbound.Options{})
		a := &Authorize{clock: clk, objects: requestobject.New(clientkeys.New(guard, clk), guard, clk), testCallback: testPage}
		c := client.Client{Settings: client.Defaults(client.Confidential), ID: id.NewClient()}
		c.RedirectURIs, c.RequirePKCE, c.SendIss = []string{"https://a.test/cb"}, false, true
		c.Profile = client.Profiles()[int(profile)%len(client.Profiles())]
		c.ResponseTypes = client.ResponseTypes()
		q := inquiry{
			issuer: issuer.Issuer{
				URL: "https://alias.test/t/a", Resources: []resource.Resource{{Identifier: "https://api.test"}},
				Tenant: tenant.Tenant{Settings: tenant.Settings{Compatibility: tenant.Compatibility{ImplicitAndHybrid: compatible}}},
			},
			params: p, client: c,
		}
		for _, step := range checks() {
			if !step.doors[atPar] { // where the client is known already
				continue
			}
			if err = step.run(a, t.Context(), &q); err != nil {
				break
			}
		}
		var sent []param
		if err != nil {
			e := oauth.AsError(err)
			require.NotEqual(t, oauth.Failed, e.Reason, "%v", e.Unwrap())
			sent = failure(e)
		} else {
			require.Equal(t, "https://a.test/cb", q.request.RedirectURI)
			require.Contains(t, client.ResponseTypes(), q.request.ResponseType)
			sent = []param{{"code", "c"}}
		}
		if q.request.RedirectURI == "" || strings.HasSuffix(q.request.ResponseMode, signed) {
			return
		}
		sent, err = a.complete(t.Context(), q, sent, "")
		require.NoError(t, err)
		u, err := url.Parse(location(q.request, sent))
		require.NoError(t, err)
		require.Equal(t, "https://a.test/cb", u.Scheme+"://"+u.Host+u.Path)
		back, err := url.ParseQuery(u.RawQuery + u.EscapedFragment())
		require.NoError(t, err)
		require.Equal(t, q.request.State, back.Get("state"))
	})
}
