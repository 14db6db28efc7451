// Command testpg runs a command beside a migrated, empty test database, and removes the database afterwards:
//
//	testpg ALIAS_SQLC_DATABASE_URL sqlc vet
//
// The first argument names the environment variable in which the command finds the owner's URL.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"alias.example/alias/backend/internal/testkit/pgtest"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: testpg VARIABLE COMMAND [ARGUMENT…]")
		os.Exit(2)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1], os.Args[2:])
	cancel()
	var failed *exec.ExitError
	switch {
	case errors.As(err, &failed):
		os.Exit(failed.ExitCode())
	case err != nil:
		fmt.Fprintln(os.Stderr, "testpg:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, variable string, command []string) error {
	c, err := pgtest.Open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	name, err := c.Clone(ctx, "")
	if err != nil {
		return err
	}
	defer func() { _ = c.Drop(context.WithoutCancel(ctx), name) }()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // running what we are told to is the purpose
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), variable+"="+c.OwnerDSN(name))
	return cmd.Run()
}
