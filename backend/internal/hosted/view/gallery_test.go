package view_test

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/hosted"
	"alias.example/alias/backend/internal/hosted/view"
)

var (
	update  = flag.Bool("update", false, "write the golden files instead of comparing with them")
	gallery = flag.String("gallery", "", "write every page and mail, in both themes, into this folder")
)

// budget is what one page may weigh with its styles and script, compressed (ui.md).
const budget = 30_000

// specimen is one page in one state.
type specimen struct {
	page    string
	variant string
	view    any
}

// name is the specimen's file name, without an ending.
func (s specimen) name() string {
	if s.variant == "" {
		return s.page
	}
	return s.page + "." + s.variant
}

// specimens lists every page in every state worth looking at.
func specimens() []specimen {
	login, register, verify := view.Login{}, view.Register{}, view.Verify{}
	recovering, reset, consent := view.Recover{}, view.Reset{}, view.Consent{}
	choose, logout, bye := view.SelectAccount{}, view.ConfirmLogout{}, view.SignedOut{}
	problem, home, test := view.Problem{}, view.Home{}, view.TestDone{}
	list := []specimen{
		{view.PageLogin, "", login.Sample()},
		{view.PageLogin, "errors", login.SampleErrors()},
		{view.PageLogin, "field_errors", login.SampleFieldErrors()},
		{view.PageLogin, "home", login.SampleHome()},
		{view.PageLogin, "confirm", login.SampleConfirm()},
		{view.PageLogin, "development", login.SampleDevelopment()},
		{view.PageLogin, "long_names", login.SampleLongNames()},
		{view.PageRegister, "", register.Sample()},
		{view.PageRegister, "errors", register.SampleErrors()},
		{view.PageRegister, "home", register.SampleHome()},
		{view.PageVerify, "", verify.Sample()},
		{view.PageVerify, "errors", verify.SampleErrors()},
		{view.PageVerify, "development", verify.SampleDevelopment()},
		{view.PageRecover, "", recovering.Sample()},
		{view.PageRecover, "errors", recovering.SampleErrors()},
		{view.PageReset, "", reset.Sample()},
		{view.PageReset, "errors", reset.SampleErrors()},
		{view.PageConsent, "", consent.Sample()},
		{view.PageConsent, "minimal", consent.SampleMinimal()},
		{view.PageConsent, "development", consent.SampleDevelopment()},
		{view.PageConsent, "errors", consent.SampleErrors()},
		{view.PageConsent, "again", consent.SampleAgain()},
		{view.PageConsent, "long_names", consent.SampleLongNames()},
		{view.PageConsent, "card", consent.SampleCard()},
		{view.PageConsent, "registered", consent.SampleSelfRegistered()},
		{view.PageDevice, "", view.Device{}.Sample()},
		{view.PageDevice, "errors", view.Device{}.SampleErrors()},
		{view.PageDeviceConfirm, "", view.DeviceConfirm{}.Sample()},
		{view.PageDeviceConfirm, "long_names", view.DeviceConfirm{}.SampleLongNames()},
		{view.PageDeviceDone, "", view.DeviceDone{}.Sample()},
		{view.PageDeviceDone, "denied", view.DeviceDone{}.SampleDenied()},
		{view.PageSelectAccount, "", choose.Sample()},
		{view.PageSelectAccount, "long_names", choose.SampleLongNames()},
		{view.PageConfirmLogout, "", logout.Sample()},
		{view.PageConfirmLogout, "home", logout.SampleHome()},
		{view.PageConfirmLogout, "refused", logout.SampleRefused()},
		{view.PageSignedOut, "", bye.Sample()},
		{view.PageSignedOut, "home", bye.SampleHome()},
		{view.PageSignedOut, "told", bye.SampleTold()},
		{view.PageProblem, "", problem.Sample()},
		{view.PageProblem, "developer", problem.SampleDeveloper()},
		{view.PageProblem, "expired", problem.SampleExpired()},
		{view.PageProblem, "cookies", problem.SampleCookies()},
		{view.PageProblem, "not_found", problem.SampleNotFound()},
		{view.PageProblem, "unexpected", problem.SampleUnexpected()},
		{view.PageHome, "", home.Sample()},
		{view.PageHome, "empty", home.SampleEmpty()},
		{view.PageHome, "long_names", home.SampleLongNames()},
		{view.PageIdentity, "", view.Identity{}.Sample()},
		{view.PageIdentity, "empty", view.Identity{}.SampleEmpty()},
		{view.PageIdentity, "saved", view.Identity{}.SampleSaved()},
		{view.PageIdentity, "errors", view.Identity{}.SampleErrors()},
		{view.PageIdentity, "long_names", view.Identity{}.SampleLongNames()},
		{view.PageTestDone, "", test.Sample()},
		{view.PageTestDone, "failed", test.SampleFailed()},
		{view.PageResponse, "", view.Response{}.Sample()},
		{view.PageDevMailList, "", view.DevMailList{}.Sample()},
		{view.PageDevMailList, "empty", view.DevMailList{}.SampleEmpty()},
		{view.PageDevMail, "", view.DevMailMessage{}.Sample()},
	}
	return list
}

// mails lists every mail.
func mails() []specimen {
	return []specimen{
		{view.MailVerifyCode, "", view.VerifyCodeMail{}.Sample()},
		{view.MailAlreadyRegistered, "", view.AlreadyRegisteredMail{}.Sample()},
		{view.MailResetCode, "", view.ResetCodeMail{}.Sample()},
		{view.MailPasswordChanged, "", view.PasswordChangedMail{}.Sample()},
	}
}

func TestPagesAreAsReviewed(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, s := range specimens() {
		t.Run(s.name(), func(t *testing.T) {
			t.Parallel()
			golden(t, s.name()+".html", withoutHashes(page(t, r, s)))
		})
	}
}

func TestMailsAreAsReviewed(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, s := range mails() {
		t.Run(s.name(), func(t *testing.T) {
			t.Parallel()
			mail, err := r.Mail(s.page, s.view)
			require.NoError(t, err)
			golden(t, "mail_"+s.name()+".html", []byte(mail.HTML))
			golden(t, "mail_"+s.name()+".txt", []byte("Subject: "+mail.Subject+"\n\n"+mail.Text))
		})
	}
}

func TestPagesNeedNothingThePolicyForbids(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, s := range specimens() {
		t.Run(s.name(), func(t *testing.T) {
			t.Parallel()
			for _, e := range elements(t, page(t, r, s)) {
				assert.NotEqual(t, "style", e.tag, "a page has no styles of its own")
				for name, value := range e.attrs {
					assert.NotEqual(t, "style", name, "%s has an inline style", e.tag)
					assert.NotEqual(t, "srcdoc", name, "a srcdoc frame inherits the policy of the page")
					assert.False(t, strings.HasPrefix(name, "on"), "%s has an inline handler %s", e.tag, name)
					assert.False(t, strings.HasPrefix(value, "javascript:"), "%s runs script from %s", e.tag, name)
				}
				switch e.tag {
				case "script":
					assert.NotEmpty(t, e.attrs["nonce"])
					assert.Empty(t, strings.TrimSpace(e.text), "a script has no text of its own")
				case "iframe":
					sandbox, ok := e.attrs["sandbox"]
					assert.True(t, ok, "a frame is sandboxed")
					if s.page == view.PageSignedOut {
						assert.Equal(t, "allow-scripts allow-same-origin", sandbox, "a service's own page runs, and cannot lead the person away")
						continue
					}
					assert.True(t, sandbox == "" || sandbox == "sandbox", "and may do nothing")
				}
				if e.tag != "a" && e.tag != "form" {
					for _, name := range []string{"src", "href", "srcset", "data", "poster"} {
						assert.NotContains(t, e.attrs[name], "//", "%s loads from elsewhere", e.tag)
					}
				}
			}
		})
	}
}

func TestPagesCanBeUsedByEverybody(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, s := range specimens() {
		t.Run(s.name(), func(t *testing.T) {
			t.Parallel()
			all := elements(t, page(t, r, s))
			ids, labelled, count := map[string]bool{}, map[string]bool{}, map[string]int{}
			for _, e := range all {
				count[e.tag]++
				if id := e.attrs["id"]; id != "" {
					assert.False(t, ids[id], "two elements are called %s", id)
					ids[id] = true
				}
				if e.tag == "label" {
					labelled[e.attrs["for"]] = strings.TrimSpace(e.text) != ""
				}
			}
			assert.Equal(t, 1, count["h1"], "one page, one heading")
			assert.Equal(t, 1, count["main"])
			for _, e := range all {
				switch e.tag {
				case "html":
					assert.Equal(t, "en", e.attrs["lang"])
				case "title", "button", "h1", "h2", "h3", "a", "label":
					assert.NotEmpty(t, strings.TrimSpace(e.text), "%s says nothing", e.tag)
				case "input":
					if e.attrs["type"] != "hidden" {
						assert.True(t, labelled[e.attrs["id"]] || e.attrs["aria-label"] != "", "field %s has no label", e.attrs["name"])
					}
				case "img":
					_, ok := e.attrs["alt"]
					assert.True(t, ok, "a picture has a text, if an empty one")
				}
				for _, name := range []string{"aria-describedby", "aria-labelledby", "for"} {
					for id := range strings.FieldsSeq(e.attrs[name]) {
						assert.True(t, ids[id], "%s points to %s, which is not there", name, id)
					}
				}
				if at, ok := strings.CutPrefix(e.attrs["href"], "#"); ok {
					assert.True(t, ids[at], "a link leads to %s, which is not there", at)
				}
			}
		})
	}
}

func TestFormsCarryTheirProofAndRequest(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	for _, s := range specimens() {
		html := string(page(t, r, s))
		forms := strings.Count(html, "<form ")
		if s.page == view.PageResponse {
			assert.NotContains(t, html, "proof", "a form for somebody else carries nothing of ours")
			continue
		}
		if s.page == view.PageDevice {
			assert.NotContains(t, html, "proof", "asking for a code changes nothing")
			continue
		}
		assert.Equal(t, forms, strings.Count(html, `<input type="hidden" name="proof" value="sample-proof">`), s.name())
		assert.Equal(t, forms, strings.Count(html, `<form method="post"`), s.name())
	}
	l := view.Login{}.SampleHome()
	html := string(page(t, r, specimen{page: view.PageLogin, view: l}))
	assert.Contains(t, html, `<input type="hidden" name="return_to" value="/new">`)
	assert.NotContains(t, html, `name="request"`)
	assert.NotContains(t, html, `value="deny"`, "there is nobody to go back to")
}

func TestNamesThatScriptsRelyOnStay(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	login := string(page(t, r, specimen{page: view.PageLogin, view: view.Login{}.Sample()}))
	for _, want := range []string{`name="email"`, `name="password"`, `name="decision" value="deny"`, `autocomplete="username"`, `autocomplete="current-password"`} {
		assert.Contains(t, login, want)
	}
	consent := string(page(t, r, specimen{page: view.PageConsent, view: view.Consent{}.Sample()}))
	for _, want := range []string{
		`name="decision" value="allow"`, `name="decision" value="deny"`, `name="nickname" type="text" value="Quiet Heron"`,
		`name="item" id="i-email" value="email" checked`, `name="item" id="i-contact" value="contact" aria`,
	} {
		assert.Contains(t, consent, want)
	}
	assert.NotContains(t, consent, `value="alias_id"`, "what cannot be refused is not a choice")
	verify := string(page(t, r, specimen{page: view.PageVerify, view: view.Verify{}.Sample()}))
	assert.Contains(t, verify, `inputmode="numeric" autocomplete="one-time-code"`)
}

func TestConsentSaysYesAndNoAlike(t *testing.T) {
	t.Parallel()
	html := string(page(t, renderer(t), specimen{page: view.PageConsent, view: view.Consent{}.Sample()}))
	classes := regexp.MustCompile(`<button class="([^"]*)" name="decision"`).FindAllStringSubmatch(html, -1)
	require.Len(t, classes, 2)
	assert.Equal(t, classes[0][1], classes[1][1], "neither answer is dressed up")
}

func TestWhatSomebodyElseChoseIsEscaped(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	const evil = `"><img src=x onerror=alert(1)>`
	c := view.Consent{}.Sample()
	c.Service.Name, c.Service.Host, c.Nickname, c.Email = evil, evil, evil, evil
	c.Service.PrivacyURL = "javascript:alert(1)"
	c.SharedWith = []string{evil}
	for i := range c.Offered {
		c.Offered[i].Value = evil
	}
	m := view.DevMailMessage{}.Sample()
	m.Text, m.Message.Subject, m.Message.From = evil, evil, evil
	a := view.Response{}.Sample()
	a.Service.Name, a.Action, a.Fields = evil, "javascript:alert(1)", []view.ResponseField{{Name: evil, Value: evil}}
	for _, s := range []specimen{{view.PageConsent, "", c}, {view.PageDevMail, "", m}, {view.PageResponse, "", a}} {
		html := string(page(t, r, s))
		assert.NotContains(t, html, "<img", s.page)
		assert.NotContains(t, html, `="javascript:`, s.page)
	}
	mail, err := r.Mail(view.MailResetCode, view.ResetCodeMail{Nickname: evil + "\nBcc: x", Code: "123456", Minutes: 15})
	require.NoError(t, err)
	assert.NotContains(t, mail.HTML, "<img")
	assert.NotContains(t, mail.Subject, "\n")
}

func TestPagesStayWithinTheirWeight(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	shared := weigh(t, asset(t, r, r.AssetPath("hosted.css"))) + weigh(t, asset(t, r, r.AssetPath("hosted.js")))
	for _, s := range specimens() {
		total := shared + weigh(t, page(t, r, s))
		assert.LessOrEqual(t, total, budget, "%s weighs %d bytes", s.name(), total)
	}
}

func TestTheCatalogueHasEveryWordAndNoOther(t *testing.T) {
	t.Parallel()
	words := catalogue(t)
	used := map[string]bool{}
	use := func(key string) {
		used[key] = true
		assert.NotEmpty(t, words[key], "no message %q", key)
	}
	literal := regexp.MustCompile(`\bt "([a-z0-9_.]+)"`)
	err := filepath.WalkDir("../templates", func(path string, _ os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) == "" {
			return err
		}
		source, err := os.ReadFile(path)
		for _, match := range literal.FindAllSubmatch(source, -1) {
			use(string(match[1]))
		}
		return err
	})
	require.NoError(t, err)
	use("meta.date")
	use("meta.date_time")
	for _, code := range view.ErrorCodes() {
		use("error." + string(code))
	}
	for _, notice := range view.Notices() {
		use("notice." + string(notice))
	}
	for _, item := range view.Items() {
		use("item." + string(item) + ".title")
		use("item." + string(item) + ".why")
		use("item." + string(item) + ".may")
	}
	for _, claim := range view.Claims() {
		use("claim." + string(claim))
	}
	for _, section := range view.CardSections() {
		use("identity." + section.Section)
		for _, f := range section.Fields {
			if f.Part() {
				use("card." + f.Name)
			}
			if f.Hint {
				use("card." + f.Name + ".hint")
			}
		}
	}
	for _, kind := range view.ProblemKinds() {
		use("problem." + string(kind) + ".title")
		use("problem." + string(kind) + ".what")
		use("problem." + string(kind) + ".do")
	}
	for key := range words {
		assert.True(t, used[key], "message %q is used nowhere", key)
	}
	assert.Contains(t, words["error.password_short"], fmt.Sprintf(" %d ", view.PasswordMinLength))
	assert.Contains(t, words["error.password_long"], fmt.Sprintf(" %d ", view.PasswordMaxLength))
	assert.Contains(t, words["error.nickname_long"], fmt.Sprintf(" %d ", view.NicknameMaxLength))
}

func TestEveryTemplateAndCodeIsInTheGallery(t *testing.T) {
	t.Parallel()
	r := renderer(t)
	shown := map[string]bool{}
	for _, s := range specimens() {
		shown[s.page+".html"] = true
	}
	for _, s := range mails() {
		shown["mail/"+s.page+".html"] = true
	}
	for _, pattern := range []string{"*.html", "mail/*.html"} {
		matches, err := filepath.Glob("../templates/" + pattern)
		require.NoError(t, err)
		for _, file := range matches {
			assert.True(t, shown[strings.TrimPrefix(filepath.ToSlash(file), "../templates/")], "%s is in no specimen", file)
		}
	}
	for _, kind := range view.ProblemKinds() {
		p := view.Problem{}.Sample()
		p.Kind = kind
		page(t, r, specimen{page: view.PageProblem, view: p})
	}
	for _, code := range view.ErrorCodes() {
		l := view.Login{}.Sample()
		l.Form.Errors = view.Errors{view.FieldForm: code, view.FieldEmail: code, view.FieldPassword: code}
		page(t, r, specimen{page: view.PageLogin, view: l})
	}
}

// TestGallery writes the gallery that `make pages` opens.
func TestGallery(t *testing.T) {
	t.Parallel()
	if *gallery == "" {
		t.Skip("only with -gallery")
	}
	r := renderer(t)
	write := func(name string, content []byte) {
		at := filepath.Join(*gallery, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o750))
		require.NoError(t, os.WriteFile(at, content, 0o600))
	}
	for _, name := range []string{"hosted.css", "hosted.js", "mark.svg"} {
		at := r.AssetPath(name)
		write(strings.TrimPrefix(at, "/"), asset(t, r, at))
	}
	var index bytes.Buffer
	index.WriteString("<!doctype html><html lang=en><meta charset=utf-8><title>Hosted pages</title><h1>Hosted pages</h1><ul>\n")
	for _, s := range specimens() {
		html := bytes.ReplaceAll(page(t, r, s), []byte(`"/assets/`), []byte(`"assets/`))
		write(s.name()+".html", html)
		write(s.name()+".dark.html", bytes.Replace(html, []byte(`<html `), []byte(`<html data-theme="dark" `), 1))
		fmt.Fprintf(&index, "<li><a href=%[1]s.html>%[1]s</a> (<a href=%[1]s.dark.html>dark</a>)\n", s.name())
	}
	for _, s := range mails() {
		mail, err := r.Mail(s.page, s.view)
		require.NoError(t, err)
		write("mail_"+s.name()+".html", []byte(mail.HTML))
		write("mail_"+s.name()+".txt", []byte(mail.Text))
		fmt.Fprintf(&index, "<li><a href=mail_%[1]s.html>mail: %[1]s</a> (<a href=mail_%[1]s.txt>text</a>)\n", s.name())
	}
	index.WriteString("</ul>\n")
	write("index.html", index.Bytes())
}

// element is one element of a page, with its own attributes and all the text inside it.
type element struct {
	tag   string
	attrs map[string]string
	text  string
}

// elements reads a page. Our pages are tidy enough for the forgiving XML reader, and a page that is not fails here.
func elements(t *testing.T, html []byte) []*element {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(html))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var all, open []*element
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{tag: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			all, open = append(all, e), append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			for _, e := range open {
				e.text += string(token)
			}
		}
	}
}

// renderer makes a renderer.
func renderer(t *testing.T) *hosted.Renderer {
	t.Helper()
	r, err := hosted.New()
	require.NoError(t, err)
	return r
}

// page renders one specimen.
func page(t *testing.T, r *hosted.Renderer, s specimen) []byte {
	t.Helper()
	html, err := r.Page(s.page, s.view)
	require.NoError(t, err)
	return html
}

// asset fetches an asset as a browser without compression would.
func asset(t *testing.T, r *hosted.Renderer, at string) []byte {
	t.Helper()
	w := httptest.NewRecorder()
	r.Assets().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, at, http.NoBody))
	require.Equal(t, http.StatusOK, w.Code)
	return w.Body.Bytes()
}

// weigh is the compressed size in bytes.
func weigh(t *testing.T, content []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Len()
}

// withoutHashes takes the content hashes out of asset names: a page's golden file is about the page.
func withoutHashes(html []byte) []byte {
	return regexp.MustCompile(`(/assets/[a-z]+)\.[0-9a-f]{12}\.`).ReplaceAll(html, []byte("$1."))
}

// golden compares with a reviewed file, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	at := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o750))
		require.NoError(t, os.WriteFile(at, got, 0o600))
		return
	}
	want, err := os.ReadFile(at)
	require.NoError(t, err, "run the test with -update, and look at what it wrote")
	require.Equal(t, string(want), string(got), "%s changed; if it is meant to, run the test with -update", name)
}
