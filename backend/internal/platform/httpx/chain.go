package httpx

import (
	"context"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"alias.example/alias/backend/internal/platform/clock"
)

// DefaultMaxBody is the largest request body the chain lets in when Options does
// not say otherwise, in bytes.
const DefaultMaxBody = 1 << 20

// Options is what the chain needs to know. BaseURL, Log and Clock are required.
type Options struct {
	// BaseURL is the public URL of the deployment. Its host replaces whatever Host
	// the caller claims, whichever listener it came by, and https turns on
	// Strict-Transport-Security.
	BaseURL *url.URL
	Log     *slog.Logger
	Clock   clock.Clock
	// TrustedProxies are the networks whose X-Forwarded-For is believed, and whose
	// ClientCertHeader.
	TrustedProxies []netip.Prefix
	// ClientCertHeader is the header in which a trusted proxy passes its caller's
	// certificate, as RFC 9440 writes it or as percent-encoded PEM; "" means that
	// none does.
	ClientCertHeader string
	// ClientCAs are the authorities that a client's certificate must lead to to be
	// verified; nil means that none is.
	ClientCAs *x509.CertPool
	// MaxBody is the largest request body in bytes; 0 means DefaultMaxBody. A route
	// may ask for less with MaxBytes, never for more.
	MaxBody int64
	// Refuse writes the response when the chain itself must refuse: 413 for a body
	// that announces itself too large, 500 after a panic. It gets no cause, because
	// it has none to show. Nil writes one plain sentence.
	Refuse func(w http.ResponseWriter, r *http.Request, status int)
}

// Chain returns the middleware that every request of the server passes first.
// Wrap the whole router with it, or use it as the router's outermost middleware.
func Chain(o Options) func(http.Handler) http.Handler {
	if o.MaxBody == 0 {
		o.MaxBody = DefaultMaxBody
	}
	if o.Refuse == nil {
		o.Refuse = refusePlainly
	}
	https := o.BaseURL.Scheme == "https"
	if _, ok := o.Log.Handler().(correlated); !ok {
		o.Log = slog.New(CorrelatedLogs(o.Log.Handler()))
	}
	return func(next http.Handler) http.Handler {
		next = maxBytes(o.MaxBody, o.Refuse)(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			started := o.Clock.Now()
			id := NewCorrelationID()
			notes := &notes{}

			ctx := WithCorrelationID(r.Context(), id)
			ctx = context.WithValue(ctx, notesKey{}, notes)
			ctx = context.WithValue(ctx, clientIPKey{}, clientIP(r, o.TrustedProxies))
			if chi.RouteContext(ctx) == nil {
				// The router fills in the context it finds, so that we can read the
				// pattern of the route out here.
				ctx = context.WithValue(ctx, chi.RouteCtxKey, chi.NewRouteContext())
			}
			r = r.WithContext(o.clientCertificate(ctx, r))
			r.Host = o.BaseURL.Host

			out := &recorder{ResponseWriter: w}
			out.Header().Set(CorrelationHeader, id)
			securityHeaders(out.Header(), https)

			defer func() {
				caught := recover()
				if caught != nil {
					out.afterPanic(r, caught, o)
				}
				logRequest(o.Log, r, out, notes, o.Clock.Now().Sub(started))
				if caught != nil && out.broken {
					panic(http.ErrAbortHandler) // the only way to tell net/http to cut the connection
				}
			}()
			next.ServeHTTP(out, r)
		})
	}
}

// logRequest writes the one line a request gets. Everything in it comes from a
// closed set: no part of it can be chosen freely by the caller.
func logRequest(log *slog.Logger, r *http.Request, out *recorder, n *notes, took time.Duration) {
	level := slog.LevelInfo
	if out.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	attrs := append([]slog.Attr{
		slog.String("method", method(r)),
		slog.String("route", route(r)),
		slog.Int("status", out.finalStatus()),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
		slog.Int64("bytes", out.bytes),
	}, n.attrs()...)
	log.LogAttrs(r.Context(), level, "request", attrs...)
}

func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	default:
		return "other"
	}
}

// route is the pattern the request matched, never what it asked for.
func route(r *http.Request) string {
	if c := chi.RouteContext(r.Context()); c != nil {
		if p := c.RoutePattern(); p != "" {
			return p
		}
	}
	if _, p, ok := strings.Cut(r.Pattern, "/"); ok { // net/http's pattern begins with the method
		return "/" + p
	}
	return "unmatched"
}

func refusePlainly(w http.ResponseWriter, r *http.Request, status int) {
	text := "Something went wrong on our side."
	if status == http.StatusRequestEntityTooLarge {
		text = "The request is too large."
	}
	http.Error(w, text+" Correlation ID: "+CorrelationID(r.Context()), status)
}

// MaxBytes lets no more than limit bytes of a body in. A body that announces more
// is refused with 413 by refuse (nil: one plain sentence); a body that turns out
// larger makes reading it fail with *http.MaxBytesError.
func MaxBytes(limit int64, refuse func(w http.ResponseWriter, r *http.Request, status int)) func(http.Handler) http.Handler {
	if refuse == nil {
		refuse = refusePlainly
	}
	return maxBytes(limit, refuse)
}

func maxBytes(limit int64, refuse func(http.ResponseWriter, *http.Request, int)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.ContentLength > limit {
				w.Header().Set("Connection", "close") // do not read what we refuse
				refuse(w, r, http.StatusRequestEntityTooLarge)
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, limit)
			next.ServeHTTP(w, r)
		})
	}
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
	broken bool // the response cannot be completed; the connection must be cut
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK { // 1xx answers come before the real one
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Flush serves handlers that stream and look for http.Flusher.
func (w *recorder) Flush() {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap serves http.ResponseController.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *recorder) finalStatus() int {
	if w.status == 0 {
		return http.StatusOK // what net/http sends for a handler that says nothing
	}
	return w.status
}

// afterPanic logs where the panic came from, not what it said: a panic's value is
// made of whatever was at hand, and may hold a secret.
func (w *recorder) afterPanic(r *http.Request, caught any, o Options) {
	if caught == http.ErrAbortHandler { //nolint:errorlint // net/http compares the same way: it is a signal, not an error
		w.broken = true
		return
	}
	o.Log.LogAttrs(r.Context(), slog.LevelError, "panic",
		slog.String("kind", panicKind(caught)),
		slog.Any("at", panicTrace()))
	if w.status != 0 {
		w.broken = true
		return
	}
	h := w.Header()
	for _, name := range []string{"Content-Length", "Content-Encoding", "Content-Type", "ETag", "Last-Modified", "Location", "Set-Cookie"} {
		h.Del(name) // they described the answer that will not come
	}
	h.Set("Cache-Control", "no-store")
	o.Refuse(w, r, http.StatusInternalServerError)
}

// panicKind is the type of the value and, for the runtime's own panics, which say
// nothing but types and indexes, the message.
func panicKind(caught any) string {
	if err, ok := caught.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", caught)
}

// panicTrace is the functions that were running, innermost first, without
// arguments.
func panicTrace() []string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs[:])])
	var at []string
	for {
		f, more := frames.Next()
		if f.Function != "" && !strings.HasPrefix(f.Function, "runtime.") {
			at = append(at, fmt.Sprintf("%s:%d", f.Function, f.Line))
		}
		if !more {
			return at
		}
	}
}
