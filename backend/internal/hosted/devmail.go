package hosted

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/mail"
)

func item(m mail.Captured) view.DevMailItem {
	return view.DevMailItem{URL: "/dev/mail/" + m.ID, From: m.From, To: m.To, Subject: m.Subject, At: m.At, Code: m.Code}
}

// onThisMachine hides what is behind it from other machines: a development
// server may listen on all addresses, and everybody's codes are in its mailbox.
func (d *Door) onThisMachine(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !httpx.ClientIP(r.Context()).IsLoopback() {
			d.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// mailList shows the development mailbox, newest first.
func (d *Door) mailList(w http.ResponseWriter, r *http.Request) {
	v := view.DevMailList{Frame: d.frame(r, way{}), JSONURL: "/dev/mail.json"}
	for _, m := range d.Mailbox.Messages() {
		v.Messages = append(v.Messages, item(m))
	}
	d.show(w, r, http.StatusOK, view.PageDevMailList, v.Frame, v)
}

func (d *Door) mailMessage(w http.ResponseWriter, r *http.Request) {
	m, ok := d.Mailbox.Message(chi.URLParam(r, "id"))
	if !ok {
		d.NotFound(w, r)
		return
	}
	v := view.DevMailMessage{Frame: d.frame(r, way{}), Message: item(m), Text: m.Text, ListURL: "/dev/mail"}
	if m.HTML != "" {
		v.HTMLURL = "/dev/mail/" + m.ID + "/html"
	}
	d.show(w, r, http.StatusOK, view.PageDevMail, v.Frame, v)
}

// mailHTML is a message's HTML as a document of its own, for a sandboxed frame:
// it may have its styles, and can do nothing.
func (d *Door) mailHTML(w http.ResponseWriter, r *http.Request) {
	m, ok := d.Mailbox.Message(chi.URLParam(r, "id"))
	if !ok || m.HTML == "" {
		d.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(m.HTML))
}
