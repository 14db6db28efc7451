// Package docs is the door of the documentation: one page that shows both APIs,
// and the OpenAPI documents it is made from. Everything is rendered once, when the
// program starts; the page needs no script and loads nothing from elsewhere.
//
// It must never show anything that is not in those documents, and so nothing of
// any tenant, developer or person.
package docs

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed docs.html docs.css
var files embed.FS

// contentSecurityPolicy lets the page have its style and its icon, and nothing else.
const contentSecurityPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Config is what the documentation is made of.
type Config struct {
	// Management and Issuer are the documents to show.
	Management, Issuer *huma.OpenAPI
	// BaseURL is where the deployment is reached, without a final slash.
	BaseURL string
	// Stylesheet and Icon are the addresses of the hosted pages' style, which begins
	// with the design tokens, and of the mark.
	Stylesheet, Icon string
}

// Docs serves the documentation.
type Docs struct{ documents map[string]document }

type document struct {
	contentType  string
	etag         string
	plain, small []byte
}

// Files are the OpenAPI documents as they are kept in the repository, by the name
// of their file. The same documents always make the same bytes.
func Files(management, issuer *huma.OpenAPI) (map[string][]byte, error) {
	out := map[string][]byte{}
	for name, doc := range map[string]*huma.OpenAPI{"management.yaml": management, "issuer.yaml": issuer} {
		body, err := doc.YAML()
		if err != nil {
			return nil, fmt.Errorf("writing %s: %w", name, err)
		}
		out[name] = body
	}
	return out, nil
}

// New renders everything. An error means that the program was built wrong.
func New(cfg Config) (*Docs, error) {
	d := &Docs{documents: map[string]document{}}
	written, err := Files(cfg.Management, cfg.Issuer)
	if err != nil {
		return nil, err
	}
	for name, body := range written {
		if err := d.add("/openapi/"+name, "application/yaml", body); err != nil {
			return nil, err
		}
	}
	for name, doc := range map[string]*huma.OpenAPI{"management": cfg.Management, "issuer": cfg.Issuer} {
		asJSON, err := doc.MarshalJSON()
		if err != nil {
			return nil, fmt.Errorf("writing an OpenAPI document: %w", err)
		}
		if err := d.add("/openapi/"+name+".json", "application/json", asJSON); err != nil {
			return nil, err
		}
	}
	style, err := files.ReadFile("docs.css")
	if err != nil {
		return nil, fmt.Errorf("reading the style of the documentation: %w", err)
	}
	own := "/docs/" + tagOf(style) + ".css"
	if err := d.add(own, "text/css; charset=utf-8", style); err != nil {
		return nil, err
	}
	body, err := render(cfg, own)
	if err != nil {
		return nil, err
	}
	return d, d.add("/docs", "text/html; charset=utf-8", body)
}

func render(cfg Config, own string) ([]byte, error) {
	t, err := template.New("docs.html").Funcs(template.FuncMap{"parts": parts, "lower": strings.ToLower}).ParseFS(files, "docs.html")
	if err != nil {
		return nil, fmt.Errorf("reading the page of the documentation: %w", err)
	}
	p := page{
		BaseURL: cfg.BaseURL, Stylesheet: cfg.Stylesheet, Icon: cfg.Icon, Own: own, Reasons: reasonsOf(),
		APIs: []api{
			read(cfg.Management, "management", cfg.BaseURL, "/openapi/management"),
			read(cfg.Issuer, "issuer", cfg.BaseURL, "/openapi/issuer"),
		},
	}
	p.Problems = problemsOf(p.APIs)
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("rendering the documentation: %w", err)
	}
	return b.Bytes(), nil
}

// part is a piece of a sentence: words, or something to be read as it is written.
type part struct {
	Code bool
	Text string
}

// parts takes a sentence apart at its backticks.
func parts(sentence string) []part {
	var out []part
	for i, text := range strings.Split(sentence, "`") {
		if text != "" {
			out = append(out, part{Code: i%2 == 1, Text: text})
		}
	}
	return out
}

func (d *Docs) add(path, contentType string, body []byte) error {
	var small bytes.Buffer
	z := gzip.NewWriter(&small)
	if _, err := z.Write(body); err != nil {
		return fmt.Errorf("compressing %s: %w", path, err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("compressing %s: %w", path, err)
	}
	d.documents[path] = document{contentType, tagOf(body), body, small.Bytes()}
	return nil
}

func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}

// Handler answers GET and HEAD of /docs, what is below it, and /openapi/*. It
// expects whole paths.
func (d *Docs) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		doc, ok := d.documents[strings.TrimSuffix(r.URL.Path, "/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "This page can only be read.", http.StatusMethodNotAllowed)
			return
		}
		doc.serve(w, r)
	})
}

func (doc document) serve(w http.ResponseWriter, r *http.Request) {
	body, tag := doc.plain, `"`+doc.etag+`"`
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("Content-Security-Policy", contentSecurityPolicy)
	h.Set("Cache-Control", "no-cache")
	if strings.HasSuffix(r.URL.Path, ".css") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body, tag = doc.small, `"`+doc.etag+`-gzip"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", tag)
	h.Set("Content-Type", doc.contentType)
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // nobody is left to tell when this fails
}
