package oauth_test

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/oauth"
)

func TestEveryReasonHasItsWords(t *testing.T) {
	t.Parallel()
	for _, r := range oauth.Reasons() {
		e := oauth.NewError(r)
		require.True(t, r.Known())
		require.NotEmpty(t, r.Summary(), r)
		require.Regexp(t, `^[a-z][a-z0-9_]*$`, string(r))
		if slices.Contains([]oauth.Reason{oauth.OK, oauth.OfflineAccessIgnored, oauth.ScopeIgnored, oauth.TokenInactive, oauth.TokenForeign}, r) {
			continue // nobody is refused for these
		}
		require.Regexp(t, `^[a-z_]+$`, string(e.Code), r)
		require.NotEmpty(t, e.Description, r)
		for _, c := range []byte(e.Description) {
			require.True(t, c == 0x20 || c == 0x21 || (c >= 0x23 && c <= 0x5b) || (c >= 0x5d && c <= 0x7e), "RFC 6749 5.2: %q in the description of %s", c, r)
		}
	}
	require.False(t, oauth.Reason("made_up").Known())
}

func TestWhatAnAttackerMightTellApartReadsTheSame(t *testing.T) {
	t.Parallel()
	for _, group := range [][]oauth.Reason{
		{oauth.CodeUnknown, oauth.CodeExpired, oauth.CodeReplayed, oauth.CodeOtherClient, oauth.CodeRedirectURI, oauth.PKCEVerifierWrong, oauth.PKCEVerifierMissing, oauth.ConnectionEnded},
		{oauth.RefreshTokenUnknown, oauth.RefreshTokenExpired, oauth.RefreshTokenReused, oauth.RefreshTokenRepeated, oauth.RefreshTokenOtherClient, oauth.GrantRevoked},
		{oauth.ClientSecretWrong, oauth.ClientAuthMethod, oauth.ClientAuthMissing, oauth.ClientAuthMalformed},
		{oauth.TokenMalformed, oauth.TokenUnknown, oauth.TokenExpired},
		{oauth.PushedUnknown, oauth.PushedExpired, oauth.PushedUsed, oauth.PushedOtherClient},
	} {
		for _, r := range group {
			require.Equal(t, oauth.NewError(group[0]).Code, oauth.NewError(r).Code, r)
			require.Equal(t, oauth.NewError(group[0]).Description, oauth.NewError(r).Description, r)
		}
	}
}

func TestAnErrorHidesItsCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("the password is 1234")
	e := oauth.AsError(fmt.Errorf("on the way: %w", cause))
	require.Equal(t, oauth.ServerError, e.Code)
	require.Equal(t, oauth.Failed, e.Reason)
	require.ErrorIs(t, e, cause)
	require.NotContains(t, e.Error()+e.Description, "1234")
	refused := oauth.NewError(oauth.CodeExpired)
	require.Same(t, refused, oauth.AsError(fmt.Errorf("on the way: %w", refused)))
	require.False(t, refused.Redirectable)
}

func TestWhatWasReceivedIsBoundedAndMasked(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"redirect_uri https://a.example/cb":                            "redirect_uri https://a.example/cb",
		"redirect_uri https://a.example/cb?code=s3cret&state=1":        "redirect_uri https://a.example/cb?code=…&state=1",
		"redirect_uri https://a.example/cb?state=1&code=s3cret#x":      "redirect_uri https://a.example/cb?state=1&code=…#x",
		"client_id alias_cs_s3cret":                                    "client_id alias_cs_…",
		"alias_at_s3cret or alias_rt_s3cret":                           "alias_at_… or alias_rt_…",
		"redirect_uri https://a.example/?code_challenge=x&mycode=fine": "redirect_uri https://a.example/?code_challenge=x&mycode=fine",
	} {
		e := oauth.NewError(oauth.ClientUnknown).Saw(in, in)
		require.Equal(t, want, e.Received)
		require.Equal(t, want, e.Expected)
	}
	e := oauth.NewError(oauth.ClientUnknown).Saw(strings.Repeat("a", 5000), "")
	require.LessOrEqual(t, len(e.Received), 510)
}

func TestParams(t *testing.T) {
	t.Parallel()
	p, err := oauth.ParseParams("a=1&b=&c=x+y%20z&d=1&d=2&e&%61=1")
	require.NoError(t, err)
	require.Equal(t, "x y z", p.Get("c"))
	require.True(t, p.Has("c"))
	require.False(t, p.Has("b"), "RFC 6749 3.1: a parameter without a value counts as omitted")
	require.False(t, p.Has("e"))
	require.False(t, p.Has("absent"))
	require.True(t, p.IsRepeated("d"))
	require.True(t, p.IsRepeated("a"), "an encoded name is the same name")
	require.Equal(t, "a", p.Repeated())
	require.Empty(t, p.TooLong())

	p, err = oauth.ParseParams("state=" + strings.Repeat("s", oauth.LongestParameter))
	require.NoError(t, err)
	require.Empty(t, p.TooLong())
	require.Empty(t, p.Repeated())
	p, err = oauth.ParseParams("state=" + strings.Repeat("s", oauth.LongestParameter+1))
	require.NoError(t, err)
	require.Equal(t, "state", p.TooLong())
}

func TestParamsThatMayBeMoreThanOthers(t *testing.T) {
	t.Parallel()
	p, err := oauth.ParseParams("resource=a&resource=&resource=b&state=s&client_secret=x&request=" + strings.Repeat("r", oauth.LongestToken))
	require.NoError(t, err)
	require.Equal(t, "resource", p.Repeated())
	require.Empty(t, p.Repeated("resource"), "RFC 8707 2")
	require.Equal(t, []string{"a", "b"}, p.All("resource"), "RFC 6749 3.1: an empty one is none")
	require.Empty(t, p.TooLong(), "a token may be long")
	p, err = oauth.ParseParams("request=" + strings.Repeat("r", oauth.LongestToken+1))
	require.NoError(t, err)
	require.Equal(t, "request", p.TooLong())

	p, err = oauth.NewParams(url.Values{"state": {"s&t"}, "resource": {"a", "b"}, "client_secret": {"x"}})
	require.NoError(t, err)
	kept := p.Only("state", "resource", "nonce")
	require.Equal(t, "resource=a&resource=b&state=s%26t", kept.Encode())
	_, err = oauth.NewParams(url.Values{"state": {"a\x00"}})
	require.Error(t, err)
}

func TestParamsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	many := url.Values{}
	for i := range oauth.MostParameters + 1 {
		many.Set("p"+strconv.Itoa(i), "1")
	}
	for why, raw := range map[string]string{
		"a broken escape":                        "a=%zz",
		"a cut escape":                           "a=%",
		"a semicolon":                            "a=1;b=2",
		"a NUL":                                  "a=%00",
		"a NUL in a name":                        "a%00=1",
		"RFC 6749 appendix B: not UTF-8":         "a=%ff",
		"RFC 6749 appendix B: a name not UTF-8":  "%ff=a",
		"RFC 6749 appendix B: an overlong slash": "a=%c0%af",
		"more parameters than anybody needs":     many.Encode(),
	} {
		_, err := oauth.ParseParams(raw)
		var e *oauth.Error
		require.ErrorAs(t, err, &e, why)
		require.Equal(t, oauth.BodyMalformed, e.Reason, why)
		require.Equal(t, oauth.InvalidRequest, e.Code, why)
	}
}

func FuzzParseParams(f *testing.F) {
	for _, s := range []string{"", "a=1&a=2", "a=%00", "%ff=1", "a=1;b=2", "=", "&&&", "a=%E2%82%AC", "client_id=x&redirect_uri=https%3A%2F%2Fa"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		p, err := oauth.ParseParams(raw)
		want, werr := url.ParseQuery(raw)
		if err != nil {
			require.Equal(t, oauth.BodyMalformed, oauth.AsError(err).Reason)
			return
		}
		require.NoError(t, werr)
		for name, values := range want {
			require.Equal(t, values[0], p.Get(name))
			require.Equal(t, len(values) > 1, p.IsRepeated(name))
			require.True(t, utf8.ValidString(values[0]))
			require.NotContains(t, values[0], "\x00")
		}
	})
}

func TestScopes(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"openid", "email"}, oauth.SplitScope(" openid  email openid "), "RFC 6749 3.3: space-delimited, each once")
	require.Empty(t, oauth.SplitScope("  "))
	require.Equal(t, "openid email", oauth.JoinScope([]string{"openid", "email"}))
	require.True(t, oauth.Subset([]string{"a"}, []string{"b", "a"}))
	require.True(t, oauth.Subset(nil, nil))
	require.False(t, oauth.Subset([]string{"a", "c"}, []string{"b", "a"}))
	require.Equal(t, []string{"c", "a"}, oauth.Intersect([]string{"c", "b", "a"}, []string{"a", "c"}), "in the order of the first")
	for _, bad := range []string{"", "a b", `a"b`, `a\b`, "a\x00", "é", "a\x7f", "a\tb"} {
		require.False(t, oauth.IsScopeToken(bad), bad)
	}
	for _, s := range oauth.Scopes() {
		require.True(t, oauth.IsScopeToken(s))
	}
}

func FuzzScope(f *testing.F) {
	for _, s := range []string{"openid profile", "openid  openid", " ", "a\x00b", "openid\tprofile", "é"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tokens := oauth.SplitScope(s)
		require.Equal(t, tokens, oauth.SplitScope(oauth.JoinScope(tokens)), "splitting what was joined changes nothing")
		seen := map[string]bool{}
		for _, tok := range tokens {
			require.False(t, seen[tok])
			seen[tok] = true
			require.Contains(t, s, tok)
			if oauth.IsScopeToken(tok) {
				require.False(t, strings.ContainsFunc(tok, func(r rune) bool { return r <= 0x20 || r >= 0x7f || r == '"' || r == '\\' }))
			}
		}
	})
}
