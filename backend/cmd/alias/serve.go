package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"time"

	"alias.example/alias/backend/internal/platform/config"
	"alias.example/alias/backend/internal/platform/httpx"
)

type serveCmd struct {
	settings

	Listen  string `help:"The address to listen on, such as :8080 (ALIAS_LISTEN)." placeholder:"ADDR"`
	TLSCert string `name:"tls-cert" help:"PEM file of the certificate; with --tls-key, speak TLS (ALIAS_TLS_CERT)." placeholder:"FILE"`
	TLSKey  string `name:"tls-key" help:"PEM file of its key (ALIAS_TLS_KEY)." placeholder:"FILE"`
	NoWork  bool   `name:"no-work" help:"Leave the jobs to processes that run alias work."`
}

// Run serves until it is told to stop.
func (s serveCmd) Run(ctx context.Context) error {
	flags := config.Flags{Listen: s.Listen, BaseURL: s.BaseURL, DataDir: s.DataDir, TLSCert: s.TLSCert, TLSKey: s.TLSKey}
	c, err := config.FromEnvironment(flags)
	if err != nil {
		return err
	}
	// The port is taken first, so that a second start says so at once.
	ln, err := listen(ctx, c.Listen)
	if err != nil {
		return err
	}
	defer func() { _ = ln.Close() }()
	d, err := open(ctx, flags, say)
	if err != nil {
		return err
	}
	defer d.close()

	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if d.gone != nil {
		go func() {
			select {
			case <-d.gone:
				stop(errors.New("the embedded database ended by itself; its log is in the data directory"))
			case <-ctx.Done():
			}
		}()
	}
	ended := make(chan error, 1)
	go func() {
		err := d.app.Run(ctx, !s.NoWork)
		stop(err) // without its jobs there would be a server that mails no code
		ended <- err
	}()
	server := httpx.Server{Listener: ln, Handler: d.app.Handler, Log: d.log, CertFile: c.TLSCert, KeyFile: c.TLSKey, Drain: 10 * time.Second}
	s.announce(d)
	err = server.Serve(ctx)
	stop(err)
	err = errors.Join(err, <-ended)
	if cause := context.Cause(ctx); err == nil && cause != nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	return err
}

func (serveCmd) announce(d *deployment) {
	base := strings.TrimSuffix(d.config.BaseURL.String(), "/")
	say("Alias is ready at " + base)
	say("  Sign up:             " + base + "/register?return_to=/")
	if d.config.Environment == config.Development && d.config.SMTP == nil {
		say("  Development mailbox: " + base + "/dev/mail")
	}
	say("  API documentation:   " + base + "/docs")
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the address %s is taken: another program listens there. Stop it, or choose another with --listen (or ALIAS_LISTEN), and set --base-url to match", address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("this user may not listen on %s; choose a port above 1023 with --listen", address)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: check --listen (or ALIAS_LISTEN), which is host:port or :port", address)
	}
	return ln, nil
}

type workCmd struct{ settings }

// Run works jobs until it is told to stop.
func (w workCmd) Run(ctx context.Context) error {
	d, err := open(ctx, config.Flags{BaseURL: w.BaseURL, DataDir: w.DataDir}, say)
	if err != nil {
		return err
	}
	defer d.close()
	say("Working jobs.")
	return d.app.Run(ctx, true)
}
