package httpx

import (
	"bytes"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWhatTheServerComplainsAboutNamesNobody(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	l := serverLog{slog.New(slog.NewTextHandler(&out, nil))}
	for _, line := range []string{
		"http: TLS handshake error from 203.0.113.9:44: EOF",
		"http2: server connection error from 203.0.113.9:44",
	} {
		n, err := l.Write([]byte(line))
		require.NoError(t, err)
		require.Equal(t, len(line), n)
	}
	require.Contains(t, out.String(), `kind="TLS handshake error"`)
	require.Contains(t, out.String(), `kind=other`)
	require.NotContains(t, out.String(), "203.0.113")
}

func TestASlowClientIsNotWaitedForForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := newServer(t.Context(), Server{Handler: http.NotFoundHandler(), Log: slog.New(slog.DiscardHandler)})
		require.Positive(t, srv.ReadHeaderTimeout)
		require.Positive(t, srv.ReadTimeout)

		client, server := net.Pipe()
		go func() { _ = srv.Serve(once(server)) }()
		started := time.Now()
		_, err := client.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "))
		require.NoError(t, err)
		for {
			if _, err := client.Write([]byte("a")); err != nil {
				break
			}
			time.Sleep(time.Second)
		}
		require.LessOrEqual(t, time.Since(started), readHeaderTimeout+2*time.Second)
		_ = srv.Close()
	})
}

// once is a listener that accepts c and then nothing more until it is closed.
func once(c net.Conn) net.Listener {
	l := &oneConn{conns: make(chan net.Conn, 1), closed: make(chan struct{})}
	l.conns <- c
	return l
}

type oneConn struct {
	conns  chan net.Conn
	closed chan struct{}
	close  sync.Once
}

func (l *oneConn) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *oneConn) Close() error {
	l.close.Do(func() { close(l.closed) })
	return nil
}

func (l *oneConn) Addr() net.Addr { return &net.TCPAddr{} }
