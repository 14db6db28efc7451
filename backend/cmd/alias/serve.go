package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"alias.example/alias/backend/internal/platform/config"
	"alias.example/alias/backend/internal/platform/httpx"
)

type serveCmd struct {
	settings

	Listen     string `help:"The address to listen on, such as :8080 (ALIAS_LISTEN)." placeholder:"ADDR"`
	TLSCert    string `name:"tls-cert" help:"PEM file of the certificate; with --tls-key, speak TLS (ALIAS_TLS_CERT). A changed file is taken over without a restart." placeholder:"FILE"`
	TLSKey     string `name:"tls-key" help:"PEM file of its key (ALIAS_TLS_KEY)." placeholder:"FILE"`
	MTLSListen string `name:"mtls-listen" help:"A second address to listen on, where clients are asked for a certificate (ALIAS_MTLS_LISTEN)." placeholder:"ADDR"`
	NoWork     bool   `name:"no-work" help:"Leave the jobs to processes that run alias work."`
}

// Run serves until it is told to stop.
func (s serveCmd) Run(ctx context.Context) error {
	flags := config.Flags{Listen: s.Listen, BaseURL: s.BaseURL, DataDir: s.DataDir, TLSCert: s.TLSCert, TLSKey: s.TLSKey, MTLSListen: s.MTLSListen}
	c, err := config.FromEnvironment(flags)
	if err != nil {
		return err
	}
	// The ports are taken first, so that a second start says so at once.
	servers, err := listenAll(ctx, c)
	defer func() {
		for _, server := range servers {
			_ = server.Listener.Close()
		}
	}()
	if err != nil {
		return err
	}
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
	s.announce(d)
	err = serveAll(ctx, servers, d)
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
	if d.config.MTLSURL != nil {
		say("  Mutual TLS:          " + d.config.MTLSURL.String())
	}
}

// listenAll takes the addresses of a deployment: its own and, if there is one,
// that of clients with a certificate. It answers those it took, even with an error.
func listenAll(ctx context.Context, c config.Config) ([]httpx.Server, error) {
	var certificate *httpx.Certificate
	if c.TLSCert != "" {
		var err error
		if certificate, err = httpx.LoadCertificate(c.TLSCert, c.TLSKey); err != nil {
			return nil, fmt.Errorf("%w; check --tls-cert and --tls-key (or ALIAS_TLS_CERT and ALIAS_TLS_KEY)", err)
		}
	}
	ln, err := listen(ctx, c.Listen, "--listen (or ALIAS_LISTEN)")
	if err != nil {
		return nil, err
	}
	servers := []httpx.Server{{Listener: ln, Certificate: certificate}}
	if c.MTLSListen != "" {
		if ln, err = listen(ctx, c.MTLSListen, "--mtls-listen (or ALIAS_MTLS_LISTEN)"); err != nil {
			return servers, err
		}
		servers = append(servers, httpx.Server{Listener: ln, Certificate: certificate, AskForCertificate: true})
	}
	return servers, nil
}

// reload is how often the files of the certificate are looked at.
const reload = 2 * time.Second

// serveAll answers on every listener until ctx ends or one of them fails.
func serveAll(ctx context.Context, servers []httpx.Server, d *deployment) error {
	all, ctx := errgroup.WithContext(ctx)
	for _, server := range servers {
		server.Handler, server.Log, server.Drain = d.app.Handler, d.log, 10*time.Second
		all.Go(func() error { return server.Serve(ctx) })
	}
	if certificate := servers[0].Certificate; certificate != nil {
		ticker := time.NewTicker(reload)
		defer ticker.Stop()
		go certificate.Follow(ctx, ticker.C, d.log)
	}
	return all.Wait()
}

// listen takes an address; setting is what to change when it cannot.
func listen(ctx context.Context, address, setting string) (net.Listener, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the address %s is taken: another program listens there. Stop it, or choose another with %s, and set the public address to match", address, setting)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("this user may not listen on %s; choose a port above 1023 with %s", address, setting)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: check %s, which is host:port or :port", address, setting)
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
