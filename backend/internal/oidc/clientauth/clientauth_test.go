package clientauth_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/oidc/clientauth"
)

func read(t *testing.T, body string, authorization ...string) (clientauth.Credentials, error) {
	t.Helper()
	p, err := oauth.ParseParams(body)
	require.NoError(t, err)
	h := http.Header{}
	for _, a := range authorization {
		h.Add("Authorization", a)
	}
	return clientauth.Read(h, p)
}

func encoded(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }

func TestCredentialsAreReadOneWay(t *testing.T) {
	t.Parallel()
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
		})
	}
}

func TestCredentialsThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		why, body string
		headers   []string
		reason    oauth.Reason
	}{
		{"nothing", "", nil, oauth.ClientAuthMissing},
		{"a secret without a name", "client_secret=word", nil, oauth.ClientAuthMissing},
		{"SEC-36: Basic and a secret in the body", "client_id=cli&client_secret=word", []string{encoded("cli:word")}, oauth.ClientAuthTwice},
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
	} {
		t.Run(c.why, func(t *testing.T) {
			t.Parallel()
			_, err := read(t, c.body, c.headers...)
			e := oauth.AsError(err)
			require.Equal(t, c.reason, e.Reason)
			require.Equal(t, oauth.InvalidClient, e.Code)
			require.NotContains(t, e.Received+e.Expected, "word")
		})
	}
}

func FuzzBasic(f *testing.F) {
	for _, s := range []string{encoded("cli:word"), encoded("a%3Ab:c%25"), "Basic", "Basic ====", "basic " + encoded("x:")[6:], "Bearer abc", encoded("\xff:\x00")} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		cred, err := clientauth.Read(http.Header{"Authorization": {header}}, oauth.Params{})
		if err != nil {
			require.Equal(t, oauth.InvalidClient, oauth.AsError(err).Code)
			return
		}
		require.Equal(t, oauth.AuthSecretBasic, cred.Method)
		require.NotEmpty(t, cred.ClientID)
		require.False(t, cred.Secret.IsZero())
		again, err := clientauth.Read(http.Header{"Authorization": {encoded(url.QueryEscape(cred.ClientID) + ":" + url.QueryEscape(cred.Secret.Reveal()))}}, oauth.Params{})
		require.NoError(t, err)
		require.Equal(t, cred, again, "what was read is what would be written")
		require.True(t, strings.EqualFold("basic ", header[:6]))
	})
}
