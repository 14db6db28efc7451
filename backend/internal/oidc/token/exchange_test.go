package token_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/testkit/apptest"
)

const (
	exchangeGrant = "urn:ietf:params:oauth:grant-type:token-exchange"
	accessToken   = "urn:ietf:params:oauth:token-type:access_token"
	jwtToken      = "urn:ietf:params:oauth:token-type:jwt"
)

// exchanger adds a client that may exchange tokens for some audiences.
func exchanger(s *apptest.Server, at apptest.Service, audiences []string, change ...func(*manage.NewClient)) apptest.Service {
	s.T.Helper()
	return s.Client(at, append([]func(*manage.NewClient){func(n *manage.NewClient) {
		n.GrantTypes, n.Scopes = []oauth.GrantType{oauth.TokenExchange, oauth.ClientCredentials}, []string{"orders:read"}
		n.TokenExchangeAudiences = audiences
	}}, change...)...)
}

// exchanging asks for a token in exchange for another; a pair with an empty value
// leaves a parameter out, a repeated name is sent twice.
func exchanging(s *apptest.Server, at apptest.Service, subject string, pairs ...string) apptest.Answer {
	s.T.Helper()
	form := url.Values{"grant_type": {exchangeGrant}, "subject_token": {subject}, "subject_token_type": {accessToken}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Del(pairs[i])
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			form.Add(pairs[i], pairs[i+1])
		}
	}
	return s.RP(at).Token(form)
}

// ordered signs somebody in at a client, for the orders resource, with its scopes.
func ordered(s *apptest.Server, rp *apptest.RP, b *apptest.Browser) apptest.Answer {
	s.T.Helper()
	s.Exec("update connection_clients set scopes = scopes || '{orders:read,orders:write,files:read}', offered = offered || '{orders:read,orders:write,files:read}' where tenant_id = $1", rp.Service.Tenant.ID)
	got := succeeded(s.T.(*testing.T), rp.Redeem(rp.Code(b, "", "resource", orders))) //nolint:errcheck,forcetypeassert // it is a test's
	s.Exec("update grants set scopes = scopes || '{orders:read,orders:write,files:read}', resources = $2 where tenant_id = $1 and client_id = $3", rp.Service.Tenant.ID, []string{orders, files}, rp.Service.Client.ID)
	return succeeded(s.T.(*testing.T), rp.Refresh(got.Text("refresh_token"), "resource", orders)) //nolint:errcheck,forcetypeassert // it is a test's
}

func TestP35TokenExchange(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	rp.Code(b, "")
	subject := ordered(s, rp, b)
	api := exchanger(s, at, []string{orders, at.Client.ID.String()})

	got := succeeded(t, exchanging(s, api, subject.Text("access_token"), "resource", orders, "scope", "orders:read"))
	require.Equal(t, accessToken, got.Text("issued_token_type"), "RFC 8693 2.2.1")
	require.Equal(t, "Bearer", got.Text("token_type"))
	require.Equal(t, "orders:read", got.Text("scope"))
	require.NotContains(t, got.JSON, "refresh_token")
	require.NotContains(t, got.JSON, "id_token")
	_, claims := published(s, at, got.Text("access_token"))
	require.Equal(t, s.Claims(subject.Text("id_token"))["sub"], claims["sub"], "the same person")
	require.Equal(t, api.Client.ID.String(), claims["client_id"], "RFC 8693 4.3: asked for by")
	require.Equal(t, orders, claims["aud"])
	require.NotContains(t, claims, "act", "nobody acts for anybody")

	all := succeeded(t, exchanging(s, api, subject.Text("access_token"), "resource", orders))
	require.NotContains(t, all.Text("scope"), "offline_access")
	require.NotContains(t, all.Text("scope"), "files:read", "a resource is told what it knows")

	toClient := succeeded(t, exchanging(s, api, subject.Text("access_token"), "audience", at.Client.ID.String()))
	require.Regexp(t, "^alias_at_", toClient.Text("access_token"), "in the form that client has its tokens in")
	asJWT := succeeded(t, exchanging(s, api, subject.Text("access_token"), "audience", at.Client.ID.String(), "requested_token_type", jwtToken))
	require.Equal(t, jwtToken, asJWT.Text("issued_token_type"))
	_, claims = published(s, at, asJWT.Text("access_token"))
	require.Equal(t, at.Client.ID.String(), claims["aud"])

	s.Clock.Advance(9 * time.Minute)
	late := succeeded(t, exchanging(s, api, subject.Text("access_token"), "resource", orders))
	require.EqualValues(t, 60, late.JSON["expires_in"], "it lives no longer than what it was exchanged for")

	s.Exec("update grants set revoked_at = now() where client_id = $1", at.Client.ID)
	refused(s, at, exchanging(s, api, late.Text("access_token"), "resource", orders), 400, "invalid_request", oauth.ExchangeSubject) // the family is over, and what was made of it too
}

func TestSEC46WhatIsNotExchanged(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, elsewhere := s.Service("lantern"), s.Service("harbor")
	withResources(s, at)
	withResources(s, elsewhere)
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	rp.Code(b, "")
	subject := ordered(s, rp, b).Text("access_token")
	api, nothing := exchanger(s, at, []string{orders}), exchanger(s, at, nil)
	apart := exchanger(s, at, []string{orders}, func(n *manage.NewClient) { n.SeparateIdentities = true })
	foreign := s.RP(elsewhere).Tokens(b, "").Text("access_token")
	own := rp.Tokens(b, "")
	expired := ordered(s, rp, b).Text("access_token")
	s.Exec("update access_tokens set expires_at = $1 where hash = sha256(convert_to($2, 'UTF8'))", s.Clock.Now(), expired)

	for _, c := range []struct {
		why     string
		by      apptest.Service
		subject string
		pairs   []string
		code    string
		reason  oauth.Reason
	}{
		{"default deny", nothing, subject, []string{"resource", orders}, "invalid_target", oauth.ExchangeTarget},
		{"default deny, without a target", nothing, subject, nil, "invalid_target", oauth.ExchangeTarget},
		{"no target", api, subject, nil, "invalid_target", oauth.ExchangeTarget},
		{"a resource that is not listed", api, subject, []string{"resource", files}, "invalid_target", oauth.ExchangeTarget},
		{"one that is, beside one that is not", api, subject, []string{"resource", orders, "resource", files}, "invalid_target", oauth.ExchangeTarget},
		{"a resource as an audience", api, subject, []string{"audience", files}, "invalid_target", oauth.ExchangeTarget},
		{"a client that is not listed", api, subject, []string{"audience", at.Client.ID.String()}, "invalid_target", oauth.ExchangeTarget},
		{"a client of another tenant", api, subject, []string{"audience", elsewhere.Client.ID.String()}, "invalid_target", oauth.ExchangeTarget},
		{"an audience nobody knows", api, subject, []string{"audience", "https://nobody.test"}, "invalid_target", oauth.ExchangeTarget},
		{"a resource nobody knows", api, subject, []string{"resource", "https://nobody.test"}, "invalid_target", oauth.ResourceUnknown},
		{"SEC-34: more scopes", api, subject, []string{"resource", orders, "scope", "orders:read admin"}, "invalid_scope", oauth.ScopeWidened},

		{"another tenant's token", api, foreign, []string{"resource", orders}, "invalid_request", oauth.ExchangeSubject},
		{"an expired token", api, expired, []string{"resource", orders}, "invalid_request", oauth.ExchangeSubject},
		{"another client's token, for nobody but this server", api, own.Text("access_token"), []string{"resource", orders}, "invalid_request", oauth.ExchangeSubject},
		{"a refresh token", api, own.Text("refresh_token"), []string{"resource", orders}, "invalid_request", oauth.ExchangeSubject},
		{"an ID token", api, own.Text("id_token"), []string{"resource", orders}, "invalid_request", oauth.ExchangeSubject},
		{"a token cut off", api, subject[:len(subject)-2], []string{"resource", orders}, "invalid_request", oauth.ExchangeSubject},
		{"a token of other identities", apart, subject, []string{"resource", orders}, "invalid_request", oauth.ExchangeSector},

		{"RFC 8693 2.1: no subject token", api, subject, []string{"resource", orders, "subject_token", ""}, "invalid_request", oauth.ExchangeMalformed},
		{"RFC 8693 2.1: no type", api, subject, []string{"resource", orders, "subject_token_type", ""}, "invalid_request", oauth.ExchangeMalformed},
		{"a type that is not exchanged", api, subject, []string{"resource", orders, "subject_token_type", "urn:ietf:params:oauth:token-type:saml2"}, "invalid_request", oauth.ExchangeMalformed},
		{"a type that is not issued", api, subject, []string{"resource", orders, "requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token"}, "invalid_request", oauth.ExchangeMalformed},
		{"an actor without its type", api, subject, []string{"resource", orders, "actor_token", subject}, "invalid_request", oauth.ExchangeMalformed},
		{"an actor's type without the actor", api, subject, []string{"resource", orders, "actor_token_type", accessToken}, "invalid_request", oauth.ExchangeMalformed},
		{"an actor of another tenant", api, subject, []string{"resource", orders, "actor_token", foreign, "actor_token_type", accessToken}, "invalid_request", oauth.ExchangeActor},
		{"an actor that is another client's", api, subject, []string{"resource", orders, "actor_token", own.Text("access_token"), "actor_token_type", accessToken}, "invalid_request", oauth.ExchangeActor},
	} {
		t.Log(c.why)
		refused(s, at, exchanging(s, c.by, c.subject, c.pairs...), 400, c.code, c.reason)
	}
	refused(s, at, exchanging(s, at, subject, "resource", orders), 400, "unauthorized_client", oauth.GrantTypeNotAllowed)

	yes := true
	s.Change(at, manage.ClientChange{Disabled: &yes})
	refused(s, at, exchanging(s, api, subject, "resource", orders), 400, "invalid_request", oauth.ExchangeSubject) // SEC-37
}

func TestRFC8693WhoActsForWhom(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	rp.Code(b, "")
	subject := ordered(s, rp, b).Text("access_token")
	first, second := exchanger(s, at, []string{orders}), exchanger(s, at, []string{orders, files})
	itself := func(who apptest.Service) string {
		return succeeded(t, s.RP(who).Token(url.Values{"grant_type": {"client_credentials"}})).Text("access_token")
	}

	one := succeeded(t, exchanging(s, first, subject, "resource", orders, "actor_token", itself(first), "actor_token_type", accessToken)).Text("access_token")
	_, claims := published(s, at, one)
	require.Equal(t, map[string]any{"sub": first.Client.ID.String()}, claims["act"], "RFC 8693 4.1")

	two := succeeded(t, exchanging(s, second, one, "resource", orders, "actor_token", itself(second), "actor_token_type", jwtToken)).Text("access_token")
	_, claims = published(s, at, two)
	require.Equal(t, map[string]any{"sub": second.Client.ID.String(), "act": map[string]any{"sub": first.Client.ID.String()}}, claims["act"], "and who acted before")

	silent := succeeded(t, exchanging(s, second, two, "resource", orders)).Text("access_token")
	_, after := published(s, at, silent)
	require.Equal(t, claims["act"], after["act"], "SEC-46: nobody leaves those out who acted before")

	for range 2 {
		two = succeeded(t, exchanging(s, second, two, "resource", orders, "actor_token", itself(second), "actor_token_type", accessToken)).Text("access_token")
	}
	refused(s, at, exchanging(s, second, two, "resource", orders, "actor_token", itself(second), "actor_token_type", accessToken), 400, "invalid_request", oauth.ExchangeActor)
}

func TestAnExchangeTakesItsRoundTrips(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	rp.Code(b, "")
	subject := ordered(s, rp, b).Text("access_token")
	api := exchanger(s, at, []string{orders})
	s.RoundTrips(4, func() { succeeded(t, exchanging(s, api, subject, "resource", orders)) })
}

func TestAnExchangedTokenEndsWithItsClients(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	withResources(s, at)
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	rp.Code(b, "")
	subject := ordered(s, rp, b).Text("access_token")
	api := exchanger(s, at, []string{orders})
	got := succeeded(t, exchanging(s, api, subject, "resource", orders)).Text("access_token")
	active := func() any {
		return s.Send(http.MethodPost, at.Issuer+"/oauth2/introspect", url.Values{"token": {got}}, "Authorization", basic(at.Client.ID.String(), at.Secret)).JSON["active"]
	}
	require.Equal(t, true, active())
	yes, no := true, false
	s.Change(api, manage.ClientChange{Disabled: &yes})
	require.Equal(t, false, active(), "SEC-37: of the client that asked for it")
	s.Change(api, manage.ClientChange{Disabled: &no})
	require.Equal(t, true, active())
	s.Exec("update connections set ended_at = now() where tenant_id = $1", at.Tenant.ID)
	require.Equal(t, false, active(), "of the person")
	require.Equal(t, client.Confidential, api.Client.Type)
}
