package httpx_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/httpx"
)

func start(t *testing.T, drain time.Duration, h http.Handler) (url string, stop func(), done <-chan error) {
	t.Helper()
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	srv := httpx.Server{Listener: ln, Handler: h, Log: setup(t).opts.Log, Drain: drain}
	go func() { ended <- srv.Serve(ctx) }()
	return "http://" + ln.Addr().String(), cancel, ended
}

func TestARequestInFlightFinishesWhenTheServerStops(t *testing.T) {
	t.Parallel()
	arrived, goOn := make(chan struct{}), make(chan struct{})
	url, stop, done := start(t, 10*time.Second, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-goOn
		if r.Context().Err() != nil {
			w.WriteHeader(http.StatusTeapot)
		}
		_, _ = io.WriteString(w, "finished")
	}))
	answered := make(chan string, 1)
	go func() {
		res, err := http.Get(url)
		if err != nil {
			answered <- err.Error()
			return
		}
		defer func() { _ = res.Body.Close() }()
		body, _ := io.ReadAll(res.Body)
		answered <- res.Status + " " + string(body)
	}()
	<-arrived
	stop()
	close(goOn)
	require.Equal(t, "200 OK finished", <-answered)
	require.NoError(t, <-done)
	var d net.Dialer
	_, err := d.DialContext(t.Context(), "tcp", url[len("http://"):])
	require.Error(t, err, "a stopped server must not answer")
}

func TestARequestThatDoesNotEndIsCutOff(t *testing.T) {
	t.Parallel()
	arrived, cut := make(chan struct{}), make(chan struct{})
	url, stop, done := start(t, time.Millisecond, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
		close(cut)
	}))
	go func() {
		if res, err := http.Get(url); err == nil {
			_ = res.Body.Close()
		}
	}()
	<-arrived
	stop()
	require.ErrorIs(t, <-done, context.DeadlineExceeded)
	<-cut
}

func TestAListenerThatFailsEndsTheServer(t *testing.T) {
	t.Parallel()
	var lc net.ListenConfig
	ln, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, ln.Close())
	err = httpx.Server{Listener: ln, Handler: http.NotFoundHandler(), Log: setup(t).opts.Log}.Serve(t.Context())
	require.ErrorContains(t, err, "serving http")
}

func TestHeadersLargerThanTheLimitAreRefused(t *testing.T) {
	t.Parallel()
	url, stop, done := start(t, time.Second, http.NotFoundHandler())
	var d net.Dialer
	conn, err := d.DialContext(t.Context(), "tcp", url[len("http://"):])
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	go func() {
		_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("a", 80<<10)+"\r\n\r\n")
	}()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	_ = res.Body.Close()
	require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, res.StatusCode)
	stop()
	require.NoError(t, <-done)
}
