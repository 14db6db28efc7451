package main

import (
	"context"
	"errors"

	"alias.example/alias/backend/internal/platform/config"
	"alias.example/alias/backend/internal/platform/postgres"
)

type migrateCmd struct{ settings }

// Run migrates the database whose owner's URL is configured.
func (m migrateCmd) Run(ctx context.Context) error {
	c, err := config.FromEnvironment(config.Flags{BaseURL: m.BaseURL, DataDir: m.DataDir})
	if err != nil {
		return err
	}
	if c.DatabaseURL.IsZero() {
		return errors.New("set ALIAS_DATABASE_URL to the owner's URL of the database; the embedded database is migrated by alias serve")
	}
	if err := postgres.Migrate(ctx, c.DatabaseURL.Reveal(), newLog(c)); err != nil {
		return err
	}
	say("The schema is up to date, and the role alias_app is there to serve with.")
	say("Give it a password once (ALTER ROLE alias_app PASSWORD '…'), and serve with its URL in ALIAS_DATABASE_URL.")
	return nil
}
