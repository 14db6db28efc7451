package httpx

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"
)

// The server's patience. A client that sends its headers or its body a byte at a
// time (slowloris) is cut off by the first two; a handler that streams asks
// http.ResponseController for more time to write.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 60 * time.Second
	idleTimeout       = 2 * time.Minute
	maxHeaderBytes    = 64 << 10
)

// Server is one listener and what answers on it.
type Server struct {
	Listener net.Listener
	Handler  http.Handler
	Log      *slog.Logger
	// Certificate is what the server shows for itself; nil means that it does not
	// speak TLS, because a proxy does.
	Certificate *Certificate
	// AskForCertificate asks callers for a certificate too (RFC 8705). Whoever has
	// none is served all the same, and which ones are good is not decided here: see
	// ClientCertificate.
	AskForCertificate bool
	// Drain is how long requests in flight may take to finish once the server is
	// told to stop. What is still running then is cut off.
	Drain time.Duration
}

// Serve answers requests until ctx ends, then stops accepting, lets requests in
// flight finish, and returns. It owns and closes the listener. It answers nil
// after a clean stop, context.DeadlineExceeded when requests had to be cut off,
// and the listener's error when it failed by itself. Requests are not cancelled
// by the end of ctx, only by Drain.
func (s Server) Serve(ctx context.Context) error {
	srv := newServer(ctx, s)
	failed := make(chan error, 1)
	go func() {
		if s.Certificate != nil {
			failed <- srv.ServeTLS(s.Listener, "", "")
			return
		}
		failed <- srv.Serve(s.Listener)
	}()
	select {
	case err := <-failed:
		return fmt.Errorf("serving http: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Drain)
	defer cancel()
	err := srv.Shutdown(stop)
	if err != nil {
		_ = srv.Close() // its error would be about connections we no longer care for
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

func newServer(ctx context.Context, s Server) *http.Server {
	srv := &http.Server{
		Handler:           s.Handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          log.New(serverLog{s.Log}, "", 0),
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	if s.Certificate != nil {
		srv.TLSConfig = tlsConfig(s.Certificate, s.AskForCertificate)
	}
	return srv
}

// serverLog receives what net/http complains about. Those sentences name the
// caller's address, so only their kind is logged.
type serverLog struct{ log *slog.Logger }

func (l serverLog) Write(line []byte) (int, error) {
	kind := "other"
	for _, known := range []string{"TLS handshake error", "superfluous response.WriteHeader", "Accept error", "panic serving"} {
		if strings.Contains(string(line), known) {
			kind = known
			break
		}
	}
	l.log.Warn("http server complained", "kind", kind)
	return len(line), nil
}
