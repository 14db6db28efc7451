// Package portal serves the developer portal, which is built into the binary: a
// single page and its assets. It knows nothing of what the page does; everything
// that does goes through the management API.
package portal

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// Prefix is where the assets are.
const Prefix = "/portal/"

// policy lets the page load its own scripts and styles and talk to its own
// origin, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Portal is the portal as HTTP.
type Portal struct {
	files fs.FS
	index []byte
}

// New reads what was built in. Without a build the page says so.
func New() (*Portal, error) {
	files, err := built()
	if err != nil {
		return nil, err
	}
	index, err := fs.ReadFile(files, "index.html")
	if err != nil {
		index = []byte("<!doctype html><html lang=en><title>Alias</title><p>The developer portal is not built into this binary. Run <code>make build</code>.</p></html>")
	}
	return &Portal{files, index}, nil
}

// Page answers any address of the portal: the page itself finds out which.
func (p *Portal) Page(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	// The test sign-in opens a pop-up that must be able to close itself.
	h.Set("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
	if r.Method != http.MethodHead {
		_, _ = w.Write(p.index)
	}
}

// Assets answers what the page loads. Names carry the hash of their content, so
// they may be kept for ever.
func (p *Portal) Assets(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), Prefix)
	if info, err := fs.Stat(p.files, name); err != nil || info.IsDir() || name == "index.html" {
		http.NotFound(w, r)
		return
	}
	if strings.HasPrefix(name, "assets/") {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		w.Header().Set("Cache-Control", "no-cache")
	}
	http.ServeFileFS(w, r, p.files, name) //nolint:gosec // the file system is the one built in, and refuses to be left
}
