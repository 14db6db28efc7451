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
		Create  accountCreateCmd  `cmd:"" help:"Make an account."`
		Disable accountDisableCmd `cmd:"" help:"Switch an account off: it is signed out everywhere, and nothing it allowed goes on."`
		Enable  accountEnableCmd  `cmd:"" help:"Switch an account on again."`
		Delete  accountDeleteCmd  `cmd:"" help:"Delete an account for good."`
	} `cmd:"" help:"People's accounts."`
	Tenant struct {
		Create tenantCreateCmd `cmd:"" help:"Make a workspace (a tenant): an issuer of its own."`
		Update tenantUpdateCmd `cmd:"" help:"Change a workspace's name and settings."`
	} `cmd:"" help:"Workspaces."`
	Client struct {
		Create clientCreateCmd `cmd:"" help:"Register a relying party. Its secret is printed once."`
		Update clientUpdateCmd `cmd:"" help:"Change a relying party's settings."`
		Show   clientShowCmd   `cmd:"" help:"Show a relying party's settings."`
	} `cmd:"" help:"Clients."`
	Key struct {
		Rotate keyRotateCmd `cmd:"" help:"Let the next signing keys take over now."`
		Revoke keyRevokeCmd `cmd:"" help:"Destroy a signing key that is not safe any more, and everything it signed."`
	} `cmd:"" help:"Signing keys."`
	Resource struct {
		Create resourceCreateCmd `cmd:"" help:"Name an API that access tokens can be for."`
		List   resourceListCmd   `cmd:"" help:"List a workspace's resources."`
	} `cmd:"" help:"Protected resources."`
	RegistrationToken struct {
		Create registrationTokenCreateCmd `cmd:"" help:"Make an initial access token. It is printed once."`
	} `cmd:"" name:"registration-token" help:"Tokens that let others register clients."`
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
		line := "  " + field.Message
		if field.Location != "" {
			line = "  " + field.Location + ": " + field.Message
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
