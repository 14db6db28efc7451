package outbound

import (
	"context"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSEC18OnlyThePublicInternetIsPublic(t *testing.T) {
	t.Parallel()
	for _, a := range []string{
		"8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255",
		"172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
		"2606:4700::1111", "2a00:1450::1", "2001:200::1", "2003::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
	} {
		require.True(t, public(netip.MustParseAddr(a)), a)
	}
	for what, addresses := range map[string][]string{
		"loopback":          {"127.0.0.1", "127.255.255.254", "::1"},
		"unspecified":       {"0.0.0.0", "0.1.2.3", "::"},
		"private":           {"10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "fc00::1", "fd12:3456::1"},
		"shared":            {"100.64.0.1", "100.127.255.255"},
		"link-local":        {"169.254.169.254", "fe80::1", "fe80::1%eth0", "febf::1"},
		"site-local":        {"fec0::1"},
		"multicast":         {"224.0.0.1", "239.255.255.255", "ff02::1"},
		"reserved":          {"240.0.0.1", "255.255.255.255", "4000::1", "::1:0:0", "5f00::1"},
		"documentation":     {"192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"},
		"benchmarking":      {"198.18.0.1", "198.19.255.255", "2001:2::1"},
		"protocols":         {"192.0.0.8", "192.88.99.1", "2001:10::1", "2001:20::1", "100::1"},
		"mapped IPv4":       {"::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:0"},
		"compatible IPv4":   {"::127.0.0.1", "::8.8.8.8"},
		"translated IPv4":   {"::ffff:0:127.0.0.1"},
		"6to4":              {"2002:7f00:1::", "2002:a00:1::", "2002:808:808::"},
		"Teredo":            {"2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001::1"},
		"NAT64 of a denied": {"64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8"},
	} {
		for _, a := range addresses {
			require.False(t, public(netip.MustParseAddr(a)), "%s: %s", what, a)
		}
	}
	require.False(t, public(netip.Addr{}))
}

func TestSEC18TheLastLookIsAtTheAddressItself(t *testing.T) {
	t.Parallel()
	c := New(Options{Allow: []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}})
	for _, to := range []string{"127.0.0.1:443", "[::1]:443", "[::ffff:127.0.0.1]:443", "10.2.0.1:443", "nonsense"} {
		require.ErrorIs(t, c.lastLook(t.Context(), "tcp", to, nil), ErrRefused, to)
	}
	for _, to := range []string{"8.8.8.8:443", "10.1.0.1:443", "[::ffff:10.1.0.1]:80"} {
		require.NoError(t, c.lastLook(t.Context(), "tcp", to, nil), to)
	}
}

// A target that was judged wrongly is still not dialed.
func TestSEC18TheSystemIsNeverToldToConnectToADeniedAddress(t *testing.T) {
	t.Parallel()
	wrong := target{client: New(Options{}), addrs: []netip.Addr{netip.MustParseAddr("127.0.0.1")}, port: 9}
	_, err := wrong.dial(t.Context(), "tcp", "public.example:443")
	require.ErrorIs(t, err, ErrRefused)
}

// here is a name server that leads every name to this machine.
type here struct{ asked string }

func (h *here) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	h.asked = host
	return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
}

func FuzzSEC18NoTextIsAWayIn(f *testing.F) {
	for _, seed := range []string{"https://127.0.0.1", "http://[::1]:80/", "https://0x7f.1/", "https://a@b/", "//x", "https://example.com:99999", "https://8.8.8.8/#a", "HTTPS://Example.COM/%2f?"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		u, err := parse(address)
		if err != nil {
			require.ErrorIs(t, err, ErrRefused)
			return
		}
		require.Contains(t, []string{"https", "http"}, u.Scheme)
		require.Nil(t, u.User)
		again, err := url.Parse(u.String())
		require.NoError(t, err)
		require.Equal(t, u.Host, again.Host, "what is sent is what was judged")

		h := &here{}
		to, err := New(Options{Resolver: h}).judge(t.Context(), u)
		if err != nil {
			require.ErrorIs(t, err, ErrRefused)
		} else {
			require.Empty(t, h.asked, "every name leads to this machine")
			require.True(t, public(to.addrs[0]))
		}
		last := h.asked[strings.LastIndexByte(h.asked, '.')+1:]
		require.NotRegexp(t, `^(0x[0-9a-f]*|[0-9]+)$`, last, "the system's resolver would read a number")
	})
}
