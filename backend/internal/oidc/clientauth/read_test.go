package clientauth_test

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/testkit/keytest"
)

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

func read(t *testing.T, body string, authorization ...string) (clientauth.Credentials, error) {
	t.Helper()
	p, err := oauth.ParseParams(body)
	require.NoError(t, err)
	r := httptest.NewRequest(http.MethodPost, "https://id.test/t/lantern/oauth2/token", nil)
	for _, a := range authorization {
		r.Header.Add("Authorization", a)
	}
	return clientauth.Read(r, p)
}

func encoded(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }

func asserting(token string, pairs ...string) string {
	v := url.Values{"client_assertion": {token}, "client_assertion_type": {assertionType}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

func TestCredentialsAreReadOneWay(t *testing.T) {
	t.Parallel()
	assertion := keytest.New(t, jose.ES256).Assertion("cli", "x", time.Unix(0, 0))
	for _, c := range []struct {
		why, body, header  string
		method, id, secret string
	}{
		{"RFC 6749 2.3.1: Basic", "", encoded("cli:word"), oauth.AuthSecretBasic, "cli", "word"},
		{"RFC 9110 11.1: the scheme in any case", "", "bASIC " + encoded("cli:word")[6:], oauth.AuthSecretBasic, "cli", "word"},
		{"RFC 6749 2.3.1: form-encoded inside", "", encoded("c%3Al+i:w%2Bo%25rd"), oauth.AuthSecretBasic, "c:l i", "w+o%rd"},
		{"a colon in the secret", "", encoded("cli:wo:rd"), oauth.AuthSecretBasic, "cli", "wo:rd"},
		{"the same client_id in the body", "client_id=cli", encoded("cli:word"), oauth.AuthSecretBasic, "cli", "word"},
		{"RFC 6749 2.3.1: in the body", "client_id=cli&client_secret=word", "", oauth.AuthSecretPost, "cli", "word"},
		{"RFC 6749 3.2.1: a public client", "client_id=cli", "", oauth.AuthNone, "cli", ""},
		{"an empty secret is none", "client_id=cli&client_secret=", "", oauth.AuthNone, "cli", ""},
		{"an empty assertion is none", "client_id=cli&client_assertion=&client_assertion_type=", "", oauth.AuthNone, "cli", ""},
		{"RFC 7523 2.2: an assertion", asserting(assertion), "", oauth.AuthPrivateKeyJWT, "cli", ""},
		{"RFC 7521 4.2: an assertion and its client_id", asserting(assertion, "client_id", "cli"), "", oauth.AuthPrivateKeyJWT, "cli", ""},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			var headers []string
			if c.header != "" {
				headers = append(headers, c.header)
			}
			cred, err := read(t, c.body, headers...)
			require.NoError(t, err)
			require.Equal(t, c.method, cred.Method)
			require.Equal(t, c.id, cred.ClientID)
			require.Equal(t, c.secret, cred.Secret.Reveal())
			require.Equal(t, c.method == oauth.AuthPrivateKeyJWT, cred.Assertion == assertion)
		})
	}
}

func TestCredentialsThatAreRefused(t *testing.T) {
	t.Parallel()
	k := keytest.New(t, jose.ES256)
	assertion := k.Assertion("cli", "x", time.Unix(0, 0))
	for _, c := range []struct {
		why, body string
		headers   []string
		reason    oauth.Reason
	}{
		{"nothing", "", nil, oauth.ClientAuthMissing},
		{"a secret without a name", "client_secret=word", nil, oauth.ClientAuthMissing},
		{"SEC-36: Basic and a secret in the body", "client_id=cli&client_secret=word", []string{encoded("cli:word")}, oauth.ClientAuthTwice},
		{"SEC-36: Basic and an assertion", asserting(assertion), []string{encoded("cli:word")}, oauth.ClientAuthTwice},
		{"SEC-36: Basic and half an assertion", "client_assertion_type=" + assertionType, []string{encoded("cli:word")}, oauth.ClientAuthTwice},
		{"SEC-36: a secret in the body and an assertion", asserting(assertion, "client_id", "cli", "client_secret", "word"), nil, oauth.ClientAuthTwice},
		{"two Authorization headers", "", []string{encoded("cli:word"), encoded("cli:word")}, oauth.ClientAuthTwice},
		{"another client in the body", "client_id=other", []string{encoded("cli:word")}, oauth.ClientAuthTwice},
		{"another scheme", "client_id=cli", []string{"Bearer x"}, oauth.ClientAuthMalformed},
		{"no scheme", "", []string{"Basic"}, oauth.ClientAuthMalformed},
		{"an empty header", "client_id=cli", []string{""}, oauth.ClientAuthMalformed},
		{"not base64", "", []string{"Basic ***"}, oauth.ClientAuthMalformed},
		{"no colon", "", []string{encoded("cli")}, oauth.ClientAuthMalformed},
		{"SEC-36: an empty secret", "", []string{encoded("cli:")}, oauth.ClientAuthMalformed},
		{"an empty name", "", []string{encoded(":word")}, oauth.ClientAuthMalformed},
		{"a broken escape", "", []string{encoded("cli:%zz")}, oauth.ClientAuthMalformed},
		{"RFC 7521 4.2: no type", "client_id=cli&client_assertion=" + assertion, nil, oauth.ClientAssertionMalformed},
		{"RFC 7521 4.2: another type", asserting(assertion, "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"), nil, oauth.ClientAssertionMalformed},
		{"RFC 7521 4.2: no assertion", "client_id=cli&client_assertion_type=" + assertionType, nil, oauth.ClientAssertionMalformed},
		{"not a JWT", asserting("word"), nil, oauth.ClientAssertionMalformed},
		{"SEC-42: encrypted", asserting("a.b.c.d.e"), nil, oauth.ClientAssertionMalformed},
		{"RFC 7523 3: no sub", asserting(k.Assertion("cli", "x", time.Unix(0, 0), keytest.Members{"sub": nil})), nil, oauth.ClientAssertionMalformed},
		{"SEC-58: sub twice", asserting(k.SignRaw([]byte(`{"alg":"ES256"}`), []byte(`{"sub":"cli","sub":"other"}`))), nil, oauth.ClientAssertionMalformed},
		{"SEC-58: sub in another case", asserting(k.SignRaw([]byte(`{"alg":"ES256"}`), []byte(`{"Sub":"cli"}`))), nil, oauth.ClientAssertionMalformed},
		{"RFC 7521 4.2: another client in the body", asserting(assertion, "client_id", "other"), nil, oauth.ClientAssertionSubject},
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			_, err := read(t, c.body, c.headers...)
			e := oauth.AsError(err)
			require.Equal(t, c.reason, e.Reason)
			require.Equal(t, oauth.InvalidClient, e.Code)
			require.NotContains(t, e.Received+e.Expected, "word")
			require.NotContains(t, e.Received+e.Expected, assertion)
		})
	}
	for _, name := range []string{"client_id", "client_secret", "client_assertion", "client_assertion_type"} {
		_, err := read(t, "client_id=cli&"+name+"=a&"+name+"=b")
		require.Equal(t, oauth.ParameterRepeated, oauth.AsError(err).Reason, "RFC 6749 3.2: %s", name)
	}
}

func FuzzRead(f *testing.F) {
	k := keytest.New(f, jose.ES256)
	for _, s := range []string{encoded("cli:word"), encoded("a%3Ab:c%25"), "Basic", "Basic ====", "basic " + encoded("x:")[6:], "Bearer abc", encoded("\xff:\x00")} {
		f.Add(s, "")
	}
	f.Add("", k.Assertion("cli", "x", time.Unix(0, 0)))
	f.Add("", k.SignRaw([]byte(`{"alg":"none"}`), []byte(`{"sub":["cli"]}`)))
	f.Add("", "a.b.c")
	f.Add("", "..")
	f.Fuzz(func(t *testing.T, header, assertion string) {
		r := httptest.NewRequest(http.MethodPost, "https://id.test/t/lantern/oauth2/token", nil)
		body := ""
		if header != "" {
			r.Header["Authorization"] = []string{header}
		}
		if assertion != "" {
			body = asserting(assertion)
		}
		p, err := oauth.ParseParams(body)
		if err != nil {
			return
		}
		cred, err := clientauth.Read(r, p)
		if err != nil {
			require.Equal(t, oauth.InvalidClient, oauth.AsError(err).Code)
			require.True(t, cred.Secret.IsZero())
			return
		}
		require.NotEmpty(t, cred.ClientID)
		if assertion != "" {
			require.Equal(t, oauth.AuthPrivateKeyJWT, cred.Method)
			return
		}
		require.Equal(t, oauth.AuthSecretBasic, cred.Method)
		require.False(t, cred.Secret.IsZero())
		r.Header.Set("Authorization", encoded(url.QueryEscape(cred.ClientID)+":"+url.QueryEscape(cred.Secret.Reveal())))
		again, err := clientauth.Read(r, oauth.Params{})
		require.NoError(t, err)
		require.Equal(t, cred, again, "what was read is what would be written")
		require.True(t, strings.EqualFold("basic ", header[:6]))
	})
}
