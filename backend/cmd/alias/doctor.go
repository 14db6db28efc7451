package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/config"
	"alias.example/alias/backend/internal/platform/devpg"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/postgres"
)

type doctorCmd struct {
	settings

	JSON bool `name:"json" help:"Print JSON."`
}

type finding struct {
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	Says  string `json:"says"`
}

// Run checks what can be checked without changing anything.
func (c doctorCmd) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	findings := c.examine(ctx)
	sick := false
	for _, f := range findings {
		sick = sick || !f.OK
		if !c.JSON {
			mark := "ok  "
			if !f.OK {
				mark = "MEND"
			}
			fmt.Printf("%s  %s: %s\n", mark, f.Check, f.Says)
		}
	}
	if c.JSON {
		if err := printJSON(findings); err != nil {
			return err
		}
	}
	if sick {
		return errors.New("something needs mending; see above")
	}
	return nil
}

func (c doctorCmd) examine(ctx context.Context) []finding {
	cfg, err := config.FromEnvironment(config.Flags{BaseURL: c.BaseURL, DataDir: c.DataDir})
	if err != nil {
		return []finding{{"settings", false, err.Error()}}
	}
	list := append([]finding{{"settings", true, "read; alias config shows them"}}, examineNetwork(cfg, clock.System().Now())...)
	if cfg.DatabaseURL.IsZero() {
		in, err := devpg.Attach(ctx, devpg.Options{BinDir: cfg.PGBin, DataDir: cfg.DataDir, Log: newLog(cfg)})
		switch {
		case errors.Is(err, devpg.ErrNotRunning):
			return append(list, finding{"database", true, "the embedded one, not running now; alias serve starts it"})
		case err != nil:
			return append(list, finding{"database", false, err.Error()})
		}
		return append(list, examineDatabase(ctx, in.DSN(devpg.Database, "alias_app"))...)
	}
	return append(list, examineDatabase(ctx, cfg.DatabaseURL.Reveal())...)
}

// examineNetwork looks at what is shown to callers, and at what is open to them.
func examineNetwork(cfg config.Config, now time.Time) []finding {
	var list []finding
	if cfg.TLSCert != "" {
		list = append(list, examineCertificate(cfg, now))
	}
	outbound := finding{"outbound requests", true, "to public addresses"}
	if len(cfg.OutboundAllow) > 0 {
		outbound.Says += " and to the networks of ALIAS_OUTBOUND_ALLOW"
	}
	if cfg.OutboundInsecureTLS {
		outbound.Says += ", there with any certificate (ALIAS_OUTBOUND_INSECURE_TLS): right for a deployment that is being tested and for no other"
	}
	return append(list, outbound)
}

func examineCertificate(cfg config.Config, now time.Time) finding {
	c, err := httpx.LoadCertificate(cfg.TLSCert, cfg.TLSKey)
	if err != nil {
		return finding{"certificate", false, err.Error()}
	}
	leaf := c.Leaf()
	hosts := []string{cfg.BaseURL.Hostname()}
	if cfg.MTLSURL != nil && cfg.MTLSListen != "" {
		hosts = append(hosts, cfg.MTLSURL.Hostname())
	}
	for _, host := range hosts {
		if leaf.VerifyHostname(host) != nil {
			return finding{"certificate", false, "is not for " + host + "; get one for every public address"}
		}
	}
	until := leaf.NotAfter.Format(time.DateOnly)
	if now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		return finding{"certificate", false, fmt.Sprintf("is valid from %s to %s, and not now", leaf.NotBefore.Format(time.DateOnly), until)}
	}
	return finding{"certificate", true, "valid until " + until}
}

func examineDatabase(ctx context.Context, dsn string) []finding {
	db, err := postgres.Open(ctx, dsn)
	if err != nil {
		return []finding{{"database", false, err.Error()}}
	}
	defer db.Close()
	list := []finding{{"database", true, "answers"}}
	for _, c := range []struct {
		name  string
		check func(context.Context) error
	}{{"database role", db.CheckRole}, {"database schema", db.CheckSchema}} {
		f := finding{c.name, true, "as it should be"}
		if err := c.check(ctx); err != nil {
			f.OK, f.Says = false, err.Error()
		}
		list = append(list, f)
	}
	return list
}
