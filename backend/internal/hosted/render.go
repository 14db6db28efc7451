// Package hosted is the door for people: server-rendered pages for signing in, consent and home, and the mails that
// belong to them. It turns requests into calls of the interaction and home cases, and their answers into views.
//
// It decides nothing and it must never put an error's own text, a secret or an account ID into a page. Pages work without
// script, load nothing from elsewhere, and need no more of a Content-Security-Policy than style-src 'self',
// script-src with this response's nonce, img-src 'self' data: and, in the development mailbox, frame-src 'self'.
package hosted

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	texttemplate "text/template"
	"time"
)

//go:embed templates assets locales
var files embed.FS

// assetPrefix is where assets are served; the handler of Assets expects the whole path.
const assetPrefix = "/assets/"

// firstLanguage is the catalogue every other one is held to, and the answer to an unknown language.
const firstLanguage = "en"

// Renderer turns views into pages and mails. Everything is parsed when it is made; it is safe for concurrent use.
type Renderer struct {
	languages map[string]*language
	assets    map[string]asset  // by path, such as "/assets/hosted.3f2a….css"
	paths     map[string]string // name to path
}

// language is everything that differs between languages.
type language struct {
	catalogue catalogue
	pages     map[string]*template.Template
	mailHTML  map[string]*template.Template
	mailText  map[string]*texttemplate.Template
}

// asset is one file, ready to be sent.
type asset struct {
	contentType string
	etag        string
	plain       []byte
	gzipped     []byte
}

// Mail is a rendered mail.
type Mail struct {
	Subject string
	Text    string
	HTML    string
}

// New reads the catalogues, parses every template in every language and hashes the assets. An error means that the
// program was built wrong: a template that does not parse, or a catalogue that lacks a sentence.
func New() (*Renderer, error) {
	r := &Renderer{languages: map[string]*language{}}
	if err := r.loadAssets(); err != nil {
		return nil, err
	}
	locales, err := fs.Glob(files, "locales/*.json")
	if err != nil {
		return nil, err
	}
	for _, file := range locales {
		tag := strings.TrimSuffix(path.Base(file), ".json")
		lang, err := r.loadLanguage(file)
		if err != nil {
			return nil, fmt.Errorf("language %s: %w", tag, err)
		}
		r.languages[tag] = lang
	}
	first, ok := r.languages[firstLanguage]
	if !ok {
		return nil, errors.New("no catalogue for " + firstLanguage)
	}
	for tag, lang := range r.languages {
		if err := lang.catalogue.sameKeys(first.catalogue); err != nil {
			return nil, fmt.Errorf("language %s: %w", tag, err)
		}
	}
	return r, nil
}

// Page renders one page (see the Page constants of package view) from its view. It writes nothing until all of it
// rendered, so that no half page is ever sent.
func (r *Renderer) Page(name string, v any) ([]byte, error) {
	page, ok := r.language(v).pages[name]
	if !ok {
		return nil, fmt.Errorf("no page %q", name)
	}
	var out bytes.Buffer
	if err := page.ExecuteTemplate(&out, "base", v); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// Mail renders one mail (see the Mail constants of package view) from its view.
func (r *Renderer) Mail(name string, v any) (Mail, error) {
	lang := r.language(v)
	htmlPart, ok := lang.mailHTML[name]
	if !ok {
		return Mail{}, fmt.Errorf("no mail %q", name)
	}
	var subject, text, rich bytes.Buffer
	if err := errors.Join(
		lang.mailText[name].ExecuteTemplate(&subject, "subject", v),
		lang.mailText[name].ExecuteTemplate(&text, "text", v),
		htmlPart.ExecuteTemplate(&rich, "mail", v),
	); err != nil {
		return Mail{}, fmt.Errorf("mail %s: %w", name, err)
	}
	return Mail{
		// A subject is one header line, whatever was put into it.
		Subject: strings.Join(strings.Fields(subject.String()), " "),
		Text:    strings.TrimSpace(text.String()) + "\n",
		HTML:    rich.String(),
	}, nil
}

// AssetPath is the path of an asset such as "hosted.css", with the hash of its content in it; empty when there is none.
func (r *Renderer) AssetPath(name string) string { return r.paths[name] }

// Assets serves what AssetPath names, for ever: the name changes with the content. Mount it at /assets/ without
// stripping the prefix. A name of another build is 404, never a different file.
func (r *Renderer) Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		a, ok := r.assets[req.URL.Path]
		if !ok {
			http.NotFound(w, req)
			return
		}
		body := a.plain
		h := w.Header()
		h.Set("Content-Type", a.contentType)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		h.Set("ETag", a.etag)
		if acceptsGzip(req.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			h.Set("ETag", "W/"+a.etag)
			body = a.gzipped
		}
		http.ServeContent(w, req, "", time.Time{}, bytes.NewReader(body))
	})
}

// language chooses the catalogue a view asks for: the exact tag, its first part, or the first language.
func (r *Renderer) language(v any) *language {
	if view, ok := v.(interface{ Language() string }); ok {
		tag := view.Language()
		if lang, ok := r.languages[tag]; ok {
			return lang
		}
		primary, _, _ := strings.Cut(tag, "-")
		if lang, ok := r.languages[primary]; ok {
			return lang
		}
	}
	return r.languages[firstLanguage]
}

// loadAssets reads and hashes the assets. The tokens are joined in front of hosted.css: one request, one file.
func (r *Renderer) loadAssets() error {
	r.assets, r.paths = map[string]asset{}, map[string]string{}
	sources := map[string][]string{
		"hosted.css": {"assets/tokens.css", "assets/hosted.css"},
		"hosted.js":  {"assets/hosted.js"},
		"mark.svg":   {"assets/mark.svg"},
	}
	for name, parts := range sources {
		var plain []byte
		for _, part := range parts {
			content, err := files.ReadFile(part)
			if err != nil {
				return err
			}
			plain = append(plain, content...)
		}
		gzipped, err := gzipBytes(plain)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(plain)
		hash := hex.EncodeToString(sum[:6])
		ext := path.Ext(name)
		at := assetPrefix + strings.TrimSuffix(name, ext) + "." + hash + ext
		r.paths[name] = at
		r.assets[at] = asset{contentType: contentType(ext), etag: `"` + hash + `"`, plain: plain, gzipped: gzipped}
	}
	return nil
}

// loadLanguage reads one catalogue and parses every template with its words.
func (r *Renderer) loadLanguage(file string) (*language, error) {
	words, err := readCatalogue(file)
	if err != nil {
		return nil, err
	}
	lang := &language{
		catalogue: words, pages: map[string]*template.Template{},
		mailHTML: map[string]*template.Template{}, mailText: map[string]*texttemplate.Template{},
	}
	funcs := r.funcs(words)
	pages, err := template.New("").Funcs(funcs).ParseFS(files, "templates/shared/*.html")
	if err != nil {
		return nil, err
	}
	if err := eachFile("templates/*.html", func(name, file string) error {
		page, err := pages.Clone()
		if err == nil {
			lang.pages[name], err = page.ParseFS(files, file)
		}
		return err
	}); err != nil {
		return nil, err
	}
	mails, err := template.New("").Funcs(funcs).ParseFS(files, "templates/mail/shared/*.html")
	if err != nil {
		return nil, err
	}
	if err := eachFile("templates/mail/*.html", func(name, file string) error {
		mail, err := mails.Clone()
		if err == nil {
			lang.mailHTML[name], err = mail.ParseFS(files, file)
		}
		return err
	}); err != nil {
		return nil, err
	}
	textFuncs := texttemplate.FuncMap{"t": words.text, "code": groupCode}
	err = eachFile("templates/mail/*.txt", func(name, file string) error {
		var err error
		lang.mailText[name], err = texttemplate.New(name).Funcs(textFuncs).ParseFS(files, file)
		return err
	})
	return lang, err
}

// eachFile calls f with the name (no folder, no ending) and the path of every embedded file that matches.
func eachFile(pattern string, f func(name, file string) error) error {
	matches, err := fs.Glob(files, pattern)
	if err != nil {
		return err
	}
	for _, file := range matches {
		if err := f(strings.TrimSuffix(path.Base(file), path.Ext(file)), file); err != nil {
			return err
		}
	}
	return nil
}

// funcs are what templates may call.
func (r *Renderer) funcs(words catalogue) template.FuncMap {
	return template.FuncMap{
		"t": words.html,
		// name sets a word somebody else chose apart from the sentence: bold, and unable to turn its direction.
		"name": func(s string) template.HTML {
			return template.HTML("<strong><bdi>" + template.HTMLEscapeString(s) + "</bdi></strong>") //nolint:gosec // escaped in the same expression
		},
		"date":  func(at time.Time) string { return at.UTC().Format(words["meta.date"]) },
		"clock": func(at time.Time) string { return at.UTC().Format(words["meta.date_time"]) },
		"stamp": func(at time.Time) string { return at.UTC().Format(time.RFC3339) },
		"code":  groupCode,
		"dict":  dict,
		"asset": func(name string) (string, error) {
			at, ok := r.paths[name]
			if !ok {
				return "", fmt.Errorf("no asset %q", name)
			}
			return at, nil
		},
	}
}

// catalogue holds the sentences of one language by key. Placeholders are written {name}.
type catalogue map[string]string

// readCatalogue reads one file of locales/.
func readCatalogue(file string) (catalogue, error) {
	raw, err := files.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var words catalogue
	if err := json.Unmarshal(raw, &words); err != nil {
		return nil, err
	}
	return words, nil
}

// sameKeys refuses a catalogue that lacks a sentence of the other, or has one of its own.
func (c catalogue) sameKeys(other catalogue) error {
	for key := range other {
		if _, ok := c[key]; !ok {
			return fmt.Errorf("no message %q", key)
		}
	}
	for key := range c {
		if _, ok := other[key]; !ok {
			return fmt.Errorf("message %q is not in %s", key, firstLanguage)
		}
	}
	return nil
}

// html is a sentence for a page. Arguments are pairs of a placeholder and its value; text is escaped, HTML is not.
func (c catalogue) html(key string, args ...any) (template.HTML, error) {
	out, err := c.fill(key, template.HTMLEscapeString, args)
	return template.HTML(out), err //nolint:gosec // the sentence and every textual argument were escaped by fill
}

// text is a sentence for a text mail.
func (c catalogue) text(key string, args ...any) (string, error) {
	return c.fill(key, func(s string) string { return s }, args)
}

// fill puts the arguments into a sentence, which may leave some out. A missing one is an error: it is a mistake in a
// template or a translation, and the tests render everything.
func (c catalogue) fill(key string, escape func(string) string, args []any) (string, error) {
	sentence, ok := c[key]
	if !ok {
		return "", fmt.Errorf("no message %q", key)
	}
	values, err := dict(args...)
	if err != nil {
		return "", fmt.Errorf("message %q: %w", key, err)
	}
	var out strings.Builder
	rest := escape(sentence)
	for {
		before, after, found := strings.Cut(rest, "{")
		out.WriteString(before)
		if !found {
			break
		}
		var hole string
		if hole, rest, found = strings.Cut(after, "}"); !found {
			return "", fmt.Errorf("message %q: a brace is not closed", key)
		}
		switch value := values[hole].(type) {
		case template.HTML:
			out.WriteString(string(value))
		case string:
			out.WriteString(escape(value))
		case int:
			out.WriteString(strconv.Itoa(value))
		default:
			return "", fmt.Errorf("message %q: no value for {%s}", key, hole)
		}
	}
	return out.String(), nil
}

// dict makes a map of pairs, for templates that take more than one value.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("arguments come in pairs")
	}
	out := make(map[string]any, len(pairs)/2)
	for pair := range slices.Chunk(pairs, 2) {
		key, ok := pair[0].(string)
		if !ok {
			return nil, errors.New("the first of a pair is its name")
		}
		out[key] = pair[1]
	}
	return out, nil
}

// groupCode writes six digits as two groups of three, which are easier to read and to type.
func groupCode(code string) string {
	if len(code) != 6 {
		return code
	}
	return code[:3] + " " + code[3:]
}

// contentType is the media type of an asset's ending; the few we have are not left to the machine's own list.
func contentType(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	default:
		return "application/octet-stream"
	}
}

// gzipBytes compresses as well as gzip can: it happens once.
func gzipBytes(plain []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// acceptsGzip says whether gzip is among the encodings and not refused with q=0.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			q, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
			weight, err := strconv.ParseFloat(q, 64)
			return !ok || (err == nil && weight > 0)
		}
	}
	return false
}
