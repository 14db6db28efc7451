// Command alias is the whole product: `alias serve` runs it, the other commands
// set it up and look after it. Flags in, the app, an exit code out.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"alias.example/alias/backend/internal/platform/fault"
)

type cli struct {
	Serve   serveCmd   `cmd:"" help:"Serve everything: issuers, pages, portal, API, and the jobs in the background."`
	Work    workCmd    `cmd:"" help:"Only work jobs, beside servers that run with --no-work."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this version's schema, and make the roles. Needs the owner's URL in ALIAS_DATABASE_URL."`
	OpenAPI openapiCmd `cmd:"" name:"openapi" help:"Write the OpenAPI documents."`
	Config  configCmd  `cmd:"" help:"Print the settings in effect, without secrets."`
	Doctor  doctorCmd  `cmd:"" help:"Check this machine and the settings, and say what to mend."`

	Account struct {
		Create accountCreateCmd `cmd:"" help:"Make an account."`
	} `cmd:"" help:"People's accounts."`
	Tenant struct {
		Create tenantCreateCmd `cmd:"" help:"Make a workspace (a tenant): an issuer of its own."`
	} `cmd:"" help:"Workspaces."`
	Client struct {
		Create clientCreateCmd `cmd:"" help:"Register a relying party. Its secret is printed once."`
	} `cmd:"" help:"Clients."`
	Key struct {
		Rotate keyRotateCmd `cmd:"" help:"Let the next signing keys take over now."`
	} `cmd:"" help:"Signing keys."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c cli
	k := kong.Parse(&c, kong.Name("alias"), kong.Description("People sign in to services without giving themselves away."), kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err := k.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "alias: "+explain(err))
		stop()
		os.Exit(1) //nolint:gocritic // stop has been called
	}
}

// explain is an error as a person at a terminal reads it: every field to mend,
// one to a line.
func explain(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return err.Error()
	}
	lines := []string{f.Message}
	for _, field := range f.Fields {
		lines = append(lines, "  "+field.Location+": "+field.Message)
	}
	return strings.Join(lines, "\n")
}
