package urls_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/urls"
)

// RFC 6749 3.1.2: what an address has stays, byte for byte.
func TestAppend(t *testing.T) {
	t.Parallel()
	state := [2]string{"state", "a b&c=d+%"}
	for address, want := range map[string]string{
		"https://a.test/bye":          "https://a.test/bye?state=a+b%26c%3Dd%2B%25",
		"https://a.test/bye?":         "https://a.test/bye?state=a+b%26c%3Dd%2B%25",
		"https://a.test/bye?x=%7e&&y": "https://a.test/bye?x=%7e&&y&state=a+b%26c%3Dd%2B%25",
		"https://a.test/bye?x=1&":     "https://a.test/bye?x=1&state=a+b%26c%3Dd%2B%25",
		"com.example.app:/bye":        "com.example.app:/bye?state=a+b%26c%3Dd%2B%25",
	} {
		require.Equal(t, want, urls.Append(address, state))
	}
	require.Equal(t, "https://a.test/f?iss=i&sid=s", urls.Append("https://a.test/f", [2]string{"iss", "i"}, [2]string{"sid", "s"}))
	require.Equal(t, "https://a.test/f", urls.Append("https://a.test/f"))
}
