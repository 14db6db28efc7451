package main

import (
	"fmt"
	"os"
	"text/tabwriter"

	"alias.example/alias/backend/internal/platform/config"
)

type configCmd struct {
	settings

	JSON bool `name:"json" help:"Print JSON."`
}

// Run prints the settings in effect.
func (c configCmd) Run() error {
	cfg, err := config.FromEnvironment(config.Flags{BaseURL: c.BaseURL, DataDir: c.DataDir})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(cfg.Redacted())
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, s := range cfg.Redacted() {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", s.Name, s.Value, s.From)
	}
	return w.Flush()
}
