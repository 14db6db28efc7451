package issue

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/grant"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/secret"
)

// smith has a key of each algorithm.
type smith struct{ keys map[jose.Alg]jose.Key }

func (s smith) Signer(_ context.Context, _ issuer.Issuer, alg jose.Alg) (jose.Key, error) {
	return s.keys[alg], nil
}

// workshop is a mint, what it needs, and an issuer with resources of every form.
type workshop struct {
	mint   *Mint
	keys   Keys
	iss    issuer.Issuer
	client client.Client
	now    time.Time
}

func newWorkshop(t *testing.T) workshop {
	t.Helper()
	s := smith{map[jose.Alg]jose.Key{}}
	for _, alg := range []jose.Alg{jose.ES256, jose.EdDSA} {
		k, err := jose.Generate(alg)
		require.NoError(t, err)
		s.keys[alg] = k
	}
	master, err := secret.NewMaster([]byte(strings.Repeat("k", 32)))
	require.NoError(t, err)
	made := func(identifier, format, typ string, alg jose.Alg, lifetime time.Duration) resource.Resource {
		return resource.Resource{ID: id.NewResource(), Identifier: identifier, Settings: resource.Settings{Format: format, Typ: typ, Alg: alg, Lifetime: lifetime}}
	}
	w := workshop{
		mint: NewMint(s, secret.NewSource(nil), master, "relay.test"), now: time.Unix(1_800_000_000, 0),
		iss: issuer.Issuer{URL: "https://alias.test/t/x", Resources: []resource.Resource{
			made("https://jwt.test", resource.JWT, resource.TypAccessToken, jose.ES256, 0), made("https://old.test/", resource.JWT, resource.TypJWT, jose.ES256, 0),
			made("https://opaque.test", resource.Opaque, resource.TypAccessToken, jose.ES256, 5*time.Minute), made("urn:ed", resource.JWT, resource.TypAccessToken, jose.EdDSA, 2*time.Hour),
		}},
		client: client.Client{ID: id.NewClient(), Settings: client.Settings{IDTokenAlg: jose.ES256}},
	}
	w.keys, err = w.mint.Keys(t.Context(), w.iss, w.client, w.iss.Resources)
	require.NoError(t, err)
	return w
}

func (w workshop) order(t *testing.T, resources ...string) Order {
	t.Helper()
	list, err := Resources(w.iss, resources)
	require.NoError(t, err)
	return Order{
		Grant:  grant.Grant{Client: w.client.ID, Connection: id.NewConnection(), AliasID: "alias-of-mira", ACR: oauth.ACRPassword, AMR: []string{"pwd"}, AuthTime: w.now.Add(-time.Hour), ExpiresAt: w.now.Add(365 * 24 * time.Hour)},
		Scopes: []string{oauth.OpenID}, For: list, Access: true,
	}
}

func (w workshop) access(t *testing.T, o Order) (Tokens, grant.Tokens) {
	t.Helper()
	var out Tokens
	stored, err := w.mint.access(w.iss, w.keys, w.client, o, &out, w.now)
	require.NoError(t, err)
	return out, stored
}

func claimsOf(t *testing.T, w workshop, token string) (typ string, claims map[string]any) {
	t.Helper()
	h, _, err := jose.Peek(token)
	require.NoError(t, err)
	typ, payload, err := jose.Verify(token, []json.RawMessage{w.keys[h.Alg].Public()}, h.Alg)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(payload, &claims))
	return typ, claims
}

func TestRFC9068TheClaimsOfAnAccessToken(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	o := w.order(t, "https://jwt.test")
	o.Scopes = []string{oauth.OpenID, "orders:read"}
	token, stored := w.access(t, o)
	typ, claims := claimsOf(t, w, token.Access.Reveal())
	require.Equal(t, "at+jwt", typ)
	require.Len(t, claims["jti"], 22)
	delete(claims, "jti")
	require.Equal(t, map[string]any{
		"iss": "https://alias.test/t/x", "sub": "alias-of-mira", "client_id": w.client.ID.String(), "aud": "https://jwt.test", "scope": "openid orders:read",
		"iat": float64(1_800_000_000), "exp": float64(1_800_001_800), "auth_time": float64(1_799_996_400), "acr": oauth.ACRPassword, "amr": []any{"pwd"},
	}, claims)
	require.Equal(t, w.keys[jose.ES256].KID(), stored.KID, "the key that is emptied takes its tokens along")
	require.Equal(t, token.Access.Hash(), stored.Access)
	require.Equal(t, []string{"https://jwt.test"}, stored.Bound.Audience)

	o.Scopes, o.JKT, o.X5T, o.Actor = []string{"orders:read"}, "key", "cert", json.RawMessage(`{"sub":"other"}`)
	token, stored = w.access(t, o)
	_, claims = claimsOf(t, w, token.Access.Reveal())
	require.Equal(t, map[string]any{"jkt": "key", "x5t#S256": "cert"}, claims["cnf"], "RFC 9449 6.1, RFC 8705 3.1")
	require.Equal(t, map[string]any{"sub": "other"}, claims["act"], "RFC 8693 4.1")
	require.NotContains(t, claims, "auth_time", "RFC 9068 2.2.1: only when an ID token would say it")
	require.NotContains(t, claims, "acr")
	require.Equal(t, "DPoP", token.Type)
	require.Equal(t, grant.Bound{Audience: []string{"https://jwt.test"}, JKT: "key", X5T: "cert"}, stored.Bound)
}

func TestTheFormOfAnAccessTokenIsItsResources(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	jwt := w
	jwt.client.AccessTokenFormat = client.FormatJWT
	for _, c := range []struct {
		why       string
		at        workshop
		resources []string
		typ       string // "" is opaque
		aud       any
	}{
		{"the default", w, nil, "", nil},
		{"the client wants a JWT, and no resource decides", jwt, nil, "at+jwt", "https://alias.test/t/x"},
		{"row P18: a resource server that does not know RFC 9068", w, []string{"https://old.test/"}, "JWT", "https://old.test/"},
		{"row P17: but for the slash at the end", w, []string{"https://old.test"}, "JWT", "https://old.test/"},
		{"an opaque resource, whatever the client wants", jwt, []string{"https://opaque.test"}, "", nil},
		{"two, one of which takes anything", w, []string{"https://opaque.test", "https://jwt.test"}, "at+jwt", []any{"https://opaque.test", "https://jwt.test"}},
		{"the same twice", w, []string{"https://jwt.test", "https://jwt.test/"}, "at+jwt", "https://jwt.test"},
		{"another algorithm", w, []string{"urn:ed"}, "at+jwt", "urn:ed"},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			token, _ := c.at.access(t, c.at.order(t, c.resources...))
			require.True(t, IsAccessToken(token.Access))
			if c.typ == "" {
				require.True(t, WellFormed(token.Access, AccessPrefix))
				return
			}
			typ, claims := claimsOf(t, c.at, token.Access.Reveal())
			require.Equal(t, c.typ, typ)
			require.Equal(t, c.aud, claims["aud"])
		})
	}
	for _, disagree := range [][]string{{"https://jwt.test", "https://old.test/"}, {"https://jwt.test", "urn:ed"}} {
		_, err := w.mint.access(w.iss, w.keys, w.client, w.order(t, disagree...), &Tokens{}, w.now)
		require.Equal(t, oauth.ResourcesDisagree, oauth.AsError(err).Reason)
		require.Equal(t, oauth.InvalidTarget, oauth.AsError(err).Code, "RFC 8707 2")
	}
	_, err := Resources(w.iss, []string{"https://jwt.test", "https://nobody.test"})
	require.Equal(t, oauth.InvalidTarget, oauth.AsError(err).Code)
}

func TestAnAccessTokenLivesAsShortAsAnybodyWants(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	for _, c := range []struct {
		why       string
		client    int
		resources []string
		family    time.Duration
		until     time.Duration
		want      time.Duration
	}{
		{"the default", 0, nil, time.Hour, 0, 30 * time.Minute},
		{"the client", 3600, nil, 24 * time.Hour, 0, time.Hour},
		{"the resource, over the default", 0, []string{"urn:ed"}, 24 * time.Hour, 0, 2 * time.Hour},
		{"the resource, below the client", 3600, []string{"https://opaque.test"}, time.Hour, 0, 5 * time.Minute},
		{"the client, below the resource", 60, []string{"urn:ed"}, time.Hour, 0, time.Minute},
		{"the least of two resources", 0, []string{"urn:ed", "https://opaque.test"}, time.Hour, 0, 5 * time.Minute},
		{"row P18: never more than a day", 1_000_000, nil, 365 * 24 * time.Hour, 0, 24 * time.Hour},
		{"the family's end", 0, nil, 10 * time.Minute, 0, 10 * time.Minute},
		{"the end of what it was exchanged for", 0, nil, time.Hour, time.Minute, time.Minute},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			w := w
			w.client.AccessTokenLifetime = c.client
			o := w.order(t, c.resources...)
			o.Grant.ExpiresAt = w.now.Add(c.family)
			if c.until > 0 {
				o.Until = w.now.Add(c.until)
			}
			token, stored := w.access(t, o)
			require.Equal(t, int(c.want/time.Second), token.ExpiresIn)
			require.Equal(t, w.now.Add(c.want), stored.AccessExpires)
		})
	}
}

func TestTheFrontChannelsIDToken(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	issue := func(change func(*Order)) map[string]any {
		o := w.order(t)
		o.ID, o.Access, o.Nonce = true, false, "n"
		o.Face = grant.Face{Nickname: "Quiet Heron", LiveScopes: []string{oauth.OpenID, oauth.Nickname}}
		o.Scopes = []string{oauth.OpenID, oauth.Nickname}
		change(&o)
		out, err := w.mint.Issue(t.Context(), postgres.TenantTx{}, w.iss, w.keys, w.client, o, w.now)
		require.NoError(t, err, "nothing is stored, so there need be no transaction")
		require.True(t, out.Access.IsZero())
		_, claims := claimsOf(t, w, out.ID)
		return claims
	}
	alone := issue(func(*Order) {})
	require.Equal(t, "Quiet Heron", alone["nickname"], "OIDC Core 5.4: with response_type=id_token there is nowhere else to ask")
	for _, name := range []string{"at_hash", "c_hash", "s_hash", "azp", "nbf"} {
		require.NotContains(t, alone, name)
	}
	beside := issue(func(o *Order) { o.Code, o.State = secret.NewValue("the code"), "the state" })
	require.NotContains(t, beside, "nickname", "OIDC Core 5.4: UserInfo has it")
	require.Equal(t, jose.HalfHash(jose.ES256, "the code"), beside["c_hash"], "OIDC Core 3.3.2.11")
	require.Equal(t, jose.HalfHash(jose.ES256, "the state"), beside["s_hash"])
	require.Equal(t, "n", beside["nonce"])
	require.Equal(t, w.client.ID.String(), beside["aud"], "row P8: a string")
	require.NotContains(t, issue(func(o *Order) { o.Code = secret.NewValue("the code") }), "s_hash", "without a state there is none")
	named := issue(func(o *Order) {
		o.Code = secret.NewValue("the code")
		o.Grant.Claims.IDToken = map[string]*oauth.ClaimRequest{"nickname": nil, "email": nil, "sub": nil, "iss": {Value: "https://evil.test"}}
	})
	require.Equal(t, "Quiet Heron", named["nickname"], "OIDC Core 5.5: asked for by name")
	require.NotContains(t, named, "email", "and only what the person agreed to")
	require.Equal(t, "https://alias.test/t/x", named["iss"])
}

func TestTheAudienceIsWhatTheClientCallsItself(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	w.client.DocumentURI = "https://app.test/client.json"
	o := w.order(t, "https://jwt.test")
	o.ID = true
	id, err := w.mint.idToken(w.iss, w.keys, w.client, o, secret.NewValue("x"), w.now)
	require.NoError(t, err)
	_, claims := claimsOf(t, w, id)
	require.Equal(t, "https://app.test/client.json", claims["aud"])
	token, _ := w.access(t, o)
	_, claims = claimsOf(t, w, token.Access.Reveal())
	require.Equal(t, "https://app.test/client.json", claims["client_id"])
}

func TestAKeyThatWasNotAskedForIsAFault(t *testing.T) {
	t.Parallel()
	w := newWorkshop(t)
	var err error
	w.keys, err = w.mint.Keys(t.Context(), w.iss, w.client, nil)
	require.NoError(t, err)
	_, err = w.mint.access(w.iss, w.keys, w.client, w.order(t, "urn:ed"), &Tokens{}, w.now)
	require.Error(t, err)
	require.Equal(t, oauth.ServerError, oauth.AsError(err).Code)
}

func TestWhatCouldBeAnAccessToken(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]bool{
		checked(AccessPrefix, strings.Repeat("A", 43)).Reveal(): true, "e30.e30.AAAA": true,
		checked(RefreshPrefix, strings.Repeat("A", 43)).Reveal(): false, "alias_at_x": false, "": false, "..": false, "a.b": false, "e30.e30.": false, "e30.e30.AAAA.": false,
		"e30 .e30.AAAA": false, strings.Repeat("A", jose.MaxToken) + ".e30.AAAA": false,
	} {
		require.Equal(t, want, IsAccessToken(secret.NewValue(token)), token[:min(len(token), 40)])
	}
}
