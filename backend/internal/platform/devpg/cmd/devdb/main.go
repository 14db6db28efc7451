// Command devdb is for the developer's own database, running or not:
//
//	devdb DIRECTORY with VARIABLE COMMAND [ARGUMENT…]   runs a command with the owner's URL in that environment variable
//	devdb DIRECTORY reset                               removes the database, if nobody is using it
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"alias.example/alias/backend/internal/platform/devpg"
)

func main() {
	// Ctrl-C belongs to the command: psql uses it to cancel a query.
	signal.Ignore(os.Interrupt)
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	cancel()
	var failed *exec.ExitError
	switch {
	case errors.As(err, &failed):
		os.Exit(failed.ExitCode())
	case err != nil:
		fmt.Fprintln(os.Stderr, "devdb:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) < 2 {
		return errors.New("usage: devdb DIRECTORY with VARIABLE COMMAND [ARGUMENT…] | devdb DIRECTORY reset")
	}
	o := devpg.Options{DataDir: args[0], Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	switch {
	case args[1] == "reset" && len(args) == 2:
		return devpg.Remove(o)
	case args[1] == "with" && len(args) > 3:
		return with(ctx, o, args[2], args[3:])
	default:
		return errors.New("say reset, or with VARIABLE COMMAND")
	}
}

func with(ctx context.Context, o devpg.Options, variable string, command []string) error {
	in, err := devpg.Attach(ctx, o)
	if errors.Is(err, devpg.ErrNotRunning) {
		in, err = devpg.Start(ctx, o)
	}
	if err != nil {
		return err
	}
	defer func() { _ = in.Stop() }()
	if err := in.EnsureDatabase(ctx, devpg.Database); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // running what we are told to is the purpose
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), variable+"="+in.DSN(devpg.Database, devpg.Owner))
	return cmd.Run()
}
