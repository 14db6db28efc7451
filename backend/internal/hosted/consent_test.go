package hosted_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/domain/service/resource"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/testkit/apptest"
)

// asksEverything is a service that asks for every scope there is, and a way to ask.
func asksEverything(s *apptest.Server, slug string) (at apptest.Service, address string) {
	s.T.Helper()
	at = s.Service(slug, func(n *manage.NewClient) { n.Scopes = apptest.AskEverything() })
	return at, s.RP(at).AuthorizeURL("scope", strings.Join(apptest.AskEverything(), " "))
}

// offers are the items of a consent page, in order.
func offers(body string) []string {
	var out []string
	for _, found := range regexp.MustCompile(`name="item"[^>]* value="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		out = append(out, found[1])
	}
	return out
}

func TestConsentShowsRealValuesAndTicksNothingOfThePersons(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, address := asksEverything(s, "lantern")
	b := s.Signed(s.Person("Mira"))
	b.Open(address)
	require.Equal(t, []string{"nickname", "preferred_username", "email", "claim:email", "contact", "offline_access"}, offers(b.Body), "an empty card offers nothing")
	require.Equal(t, 2, strings.Count(b.Body, "You have not filled this in"), "phone and address, which were asked for")

	// To the card, and back to where the question was.
	b.Open(link(t, b.Body, "Fill in your card"))
	require.Equal(t, "/home/identity", b.URL.Path)
	b.Submit(apptest.WholeCard()...)
	require.Equal(t, "/consent", b.URL.Path)
	require.ElementsMatch(t, apptest.Everything(), offers(b.Body))
	require.Contains(t, b.Body, "12 Quayside Lane\nSE1 4QX London\nGreater London\nUnited Kingdom")
	for _, value := range []string{"Mira Quill", "1990-04-23", "https://quill.test/mira.png", "Europe/Paris", "mira@person.test"} {
		require.Contains(t, b.Body, ">"+value+"<")
	}
	_, values := b.Form("decision")
	require.Equal(t, []string{"nickname", "preferred_username", "email", "offline_access"}, values["item"], "by itself, nothing of the person's own")

	b.Decide("allow")
	token := s.RP(at).Redeem(b.URL.Query().Get("code")).Text("access_token")
	got := s.RP(at).Userinfo(token)
	for _, value := range []string{"Quill", "1990", "quill.test", "London", "7946", "mira@person.test"} {
		require.NotContains(t, got.Raw, value)
	}
	require.Contains(t, got.Text("email"), "@"+apptest.RelayDomain)
}

func link(t *testing.T, body, text string) string {
	t.Helper()
	found := regexp.MustCompile(`href="([^"]*)">` + text).FindStringSubmatch(body)
	require.NotNil(t, found, "no link %q", text)
	return strings.ReplaceAll(found[1], "&amp;", "&")
}

func TestSEC21NothingIsGrantedThatWasNotAsked(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, _ := asksEverything(s, "lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	b.Fill(apptest.WholeCard()...)
	forged := append(apptest.Everything(), "scope:address", "scope:openid", "claim:phone_number", "claim:address", "claim:sub", "claim:", "scope:", "openid", "profile", "\x00")
	b.Open(rp.AuthorizeURL("scope", "openid nickname"))
	action, values := b.Form("decision")
	values["item"] = forged
	values["claim:given_name"], values["phone_number"], values["value"] = []string{"Mallory"}, []string{"+1"}, []string{"x"}
	values.Set("decision", "allow")
	b.Post(action, values)
	tokens := rp.Redeem(b.URL.Query().Get("code"))
	require.Equal(t, "openid nickname", tokens.Text("scope"))
	require.Len(t, rp.Userinfo(tokens.Text("access_token")).JSON, 2)
	var scopes, claims string
	require.NoError(t, s.Owner().QueryRow(t.Context(), "select scopes::text, claims::text from connection_clients").Scan(&scopes, &claims))
	require.Equal(t, "{openid,nickname}", scopes)
	require.Equal(t, "{}", claims)

	require.Equal(t, http.StatusSeeOther, b.Status)
	b.Post(action, values)
	require.Equal(t, http.StatusBadRequest, b.Status, "the same form again")
}

func TestConsentSaysWhatAServiceNeedsAndLetsItBeRefused(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, _ := asksEverything(s, "lantern")
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	b.Fill(apptest.WholeCard()...)
	b.Open(rp.AuthorizeURL("scope", "openid", "claims", `{"userinfo":{"birthdate":{"essential":true},"gender":null},"id_token":{"email":{"essential":true}}}`))
	require.Equal(t, []string{"email", "claim:birthdate", "claim:gender", "claim:email"}, offers(b.Body))
	require.Equal(t, 2, strings.Count(b.Body, "Needed by the service"), "the relay address is an address")
	require.Contains(t, b.Body, `<details class="more" open>`, "what a service insists on is not hidden")
	b.Tick()
	require.NotEmpty(t, b.URL.Query().Get("code"), "OIDC Core 5.5.1: it is the person who decides")
	b.Open(rp.AuthorizeURL("scope", "openid email"))
	require.Equal(t, "/callback", b.URL.Path, "it was put to them by name, and they said no")
	s.Clock.Advance(time.Second)
	b.Open(rp.AuthorizeURL("scope", "openid email", "prompt", "consent"))
	require.Equal(t, "/consent", b.URL.Path)
	require.NotContains(t, b.Body, `<details class="more" open>`)
	_, values := b.Form("decision")
	require.NotContains(t, values["item"], "email", "as they left it")
}

func TestConsentShowsThePermissionsOfAServicesOwn(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	s.Resource(at, "https://orders.test/api", resource.Settings{Scopes: []string{"orders:read", "phone_calls", "contact.all"}})
	at = s.Client(at, func(n *manage.NewClient) { n.Scopes = []string{"openid", "orders:read", "phone_calls"} })
	rp, b := s.RP(at), s.Signed(s.Person("Mira"))
	b.Open(rp.AuthorizeURL("scope", "openid orders:read phone_calls"))
	require.Equal(t, []string{"scope:orders:read", "scope:phone_calls"}, offers(b.Body))
	b.Tick("scope:orders:read")
	require.Equal(t, "openid orders:read", rp.Redeem(b.URL.Query().Get("code")).Text("scope"))
}

// A card may change while a consent is on its way: whichever comes first, the copy
// is what the card says in the end.
func TestACopyIsNeverOlderThanItsCard(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at, _ := asksEverything(s, "lantern")
	b := s.Signed(s.Person("Mira"))
	b.Fill("given_name", "First")
	for round := range 6 {
		at := s.Client(at, func(n *manage.NewClient) { n.Scopes = apptest.AskEverything() })
		asking, home := b.Tab(t), b.Tab(t)
		asking.Open(s.RP(at).AuthorizeURL("scope", "openid profile"))
		action, values := asking.Form("decision")
		values["item"] = []string{"claim:given_name"}
		values.Set("decision", "allow")
		home.Open("/home/identity")
		to, card := home.Form("given_name")
		name := strings.Repeat("x", round+1)
		card.Set("given_name", name)
		var both sync.WaitGroup
		both.Go(func() { asking.Post(action, values) })
		both.Go(func() { home.Post(to, card) })
		both.Wait()
		got := s.RP(at).Userinfo(s.RP(at).Redeem(asking.URL.Query().Get("code")).Text("access_token"))
		require.Equal(t, name, got.Text("given_name"))
	}
}

func TestTheCardIsItsOwners(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	_, address := asksEverything(s, "lantern")
	b := s.Signed(s.Person("Mira"))
	b.Fill(apptest.WholeCard()...)
	require.Equal(t, "/home/identity", b.URL.Path)
	require.Contains(t, b.Body, "Your card is saved.")
	b.Consent(address, "claim:given_name", "address")
	b.Open("/home/identity")
	require.Equal(t, 2, strings.Count(b.Body, "Shared with"))
	require.Contains(t, b.Body, "Client of lantern")
	b.Open("/home")
	require.Contains(t, b.Body, `<li class="tag">Given name</li><li class="tag">Postal address</li>`)

	b.Fill("birthdate", "tomorrow", "website", "quill", "given_name", strings.Repeat("a", 201))
	require.Equal(t, http.StatusUnprocessableEntity, b.Status)
	require.Equal(t, 3, strings.Count(b.Body, `aria-invalid="true"`))
	require.Contains(t, b.Body, `value="tomorrow"`, "what was typed is there to be mended")
	require.Contains(t, b.Body, `value="Quill"`)
	require.Contains(t, b.Open("/home/identity").Body, `value="1990-04-23"`, "nothing was saved")

	other := s.Signed(s.Person("Mallory")).Open("/home/identity")
	require.NotContains(t, other.Body, "Quill")
	action, values := b.Open("/home/identity").Form("given_name")
	values.Set("given_name", "Mallory")
	require.Equal(t, http.StatusForbidden, other.Post(action, values).Status, "another browser's form")
	values.Set("proof", "x")
	require.Equal(t, http.StatusForbidden, b.Post(action, values).Status)
	require.Equal(t, "/login", s.Browser().Open("/home/identity").URL.Path)
	for _, away := range []string{"https://evil.test/", "//evil.test", `/\evil.test`} {
		b.Open("/home/identity?return_to=" + url.QueryEscape(away))
		require.NotContains(t, b.Body, "evil.test")
		require.Equal(t, "/home/identity", b.Submit("given_name", "Mira").URL.Path)
	}
	require.NotContains(t, s.Log.String(), "Quill", "nothing personal in a log line")
}

// Two services that compare what they know of one person find what was ticked at
// both, and no more.
func TestSEC65OnlyWhatWasTickedAtBothServicesIsTheSame(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	scope := strings.Join(apptest.AskEverything(), " ")
	x, _ := asksEverything(s, "lantern")
	y, _ := asksEverything(s, "harbor")
	b := s.Signed(s.Person("Mira"))
	b.Fill(apptest.WholeCard()...)
	both := []string{"claim:locale", "claim:zoneinfo"}
	read := func(at apptest.Service, items ...string) map[string]any {
		s.Clock.Advance(1500 * time.Millisecond)
		return s.RP(at).Userinfo(s.RP(at).Agreed(b, append(items, both...), "scope", scope).Text("access_token")).JSON
	}
	atX := read(x, "nickname", "preferred_username", "email", "claim:given_name", "phone")
	atY := read(y, "nickname", "preferred_username", "email", "claim:family_name", "claim:email")
	var same []string
	for name, value := range atX {
		if text, isText := value.(string); isText && atY[name] == text {
			same = append(same, name)
		}
		for other, v := range atY {
			require.False(t, name != other && v == value && value != true && !slices.Contains([]string{"name", "nickname"}, name), "%s is %s", name, other)
		}
	}
	slices.Sort(same)
	require.Equal(t, []string{"locale", "zoneinfo"}, same)
	require.NotEqual(t, atX["updated_at"], atY["updated_at"])
}

func TestALogoIsDrawnHereAndItsServiceLearnsNothing(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	var mu sync.Mutex
	fetched := 0
	serve := map[string][]byte{"/logo.png": picture(t, 300, 100), "/logo.svg": []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "/huge.png": append(picture(t, 8, 8), make([]byte, 300<<10)...), "/wide.png": picture(t, 3000, 1)}
	web := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		fetched++
		if len(r.Cookies()) > 0 || r.Header.Get("Referer") != "" || !strings.HasPrefix(r.UserAgent(), "Alias/") {
			w.WriteHeader(http.StatusTeapot)
			return
		}
		_, _ = w.Write(serve[r.URL.Path])
	}))
	t.Cleanup(web.Close)
	at := s.Service("lantern")
	b := s.Signed(s.Person("Mira"))
	logo := func(uri string) apptest.Answer {
		s.Set(at, func(p *client.Protocol) {
			p.LogoURI, p.PolicyURI, p.TOSURI = uri, "https://lantern.test/policy", "https://lantern.test/tos"
		})
		b.Open(s.RP(at).AuthorizeURL())
		require.NotContains(t, b.Body, web.URL, "pages load nothing from elsewhere")
		found := regexp.MustCompile(`<img src="([^"]*)"`).FindStringSubmatch(b.Body)
		require.NotNil(t, found, "registration-logo-uri")
		require.Contains(t, b.Body, `href="https://lantern.test/policy"`, "registration-policy-uri")
		require.Contains(t, b.Body, `href="https://lantern.test/tos"`, "registration-tos-uri")
		require.Contains(t, b.Header.Get("Content-Security-Policy"), "img-src 'self'")
		return s.SendRaw(http.MethodGet, s.URL+found[1], "")
	}
	for range 3 {
		got := logo(web.URL + "/logo.png")
		require.Equal(t, http.StatusOK, got.Status)
		require.Equal(t, "image/png", got.Header.Get("Content-Type"))
		require.Equal(t, "nosniff", got.Header.Get("X-Content-Type-Options"))
		drawn, err := png.Decode(strings.NewReader(got.Raw))
		require.NoError(t, err)
		require.Equal(t, image.Rect(0, 0, 96, 96), drawn.Bounds())
		require.Equal(t, color.RGBA{0xff, 0xff, 0xff, 0xff}, drawn.At(48, 2), "above what is wide, white")
		require.Equal(t, color.RGBA{0x20, 0x60, 0x50, 0xff}, drawn.At(48, 48))
	}
	require.Equal(t, 1, fetched, "looked at three times, fetched once")
	for why, uri := range map[string]string{
		"SEC-71: SVG": "/logo.svg", "SEC-71: a huge file": "/huge.png", "SEC-71: a huge picture": "/wide.png", "nothing": "/none.png",
	} {
		require.Equal(t, http.StatusNotFound, logo(web.URL+uri).Status, why)
	}
	require.Equal(t, http.StatusNotFound, logo("https://10.0.0.1/logo.png").Status, "SEC-18")
	require.Equal(t, http.StatusNotFound, s.SendRaw(http.MethodGet, at.Issuer+"/logo/nobody", "").Status)
	require.Equal(t, http.StatusNotFound, s.SendRaw(http.MethodGet, s.Issuer("nowhere")+"/logo/"+at.Client.ID.String(), "").Status)
}

// picture is a picture of one colour.
func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range width * height {
		p.Set(i%width, i/width, color.RGBA{0x20, 0x60, 0x50, 0xff})
	}
	var out bytes.Buffer
	require.NoError(t, png.Encode(&out, p))
	return out.Bytes()
}

func TestP32ConsentSaysThatAServiceCameByItself(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	at := s.Service("lantern")
	b := s.Signed(s.Person("Mira"))
	require.NotContains(t, b.Open(s.RP(at).AuthorizeURL()).Body, "registered itself")
	s.Exec("update clients set origin = 'registered' where tenant_id = $1", at.Tenant.ID)
	s.Clock.Advance(31 * time.Second)
	b.Open(s.RP(at).AuthorizeURL())
	require.Contains(t, b.Body, "This service registered itself here, and nobody has checked its name.")
	require.Contains(t, b.Body, "lantern.test")
	require.Contains(t, b.Body, "Not verified")
}
