package deployment

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Child is a program that runs beside the runner, until Stop. What it says goes
// to a log file.
type Child struct {
	name, log string
	cmd       *exec.Cmd
	ended     chan struct{}
	err       error
}

// StartChild starts a program. Its log is logs/name.log; a program that is still
// running is asked to stop by SIGTERM, and killed 20 seconds later.
func StartChild(logs, name string, cmd *exec.Cmd) (*Child, error) {
	if err := os.MkdirAll(logs, 0o750); err != nil {
		return nil, err
	}
	c := &Child{name: name, log: filepath.Join(logs, name+".log"), cmd: cmd, ended: make(chan struct{})}
	out, err := os.Create(c.log)
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s cannot be started: %w", name, err), out.Close())
	}
	go func() {
		c.err = errors.Join(cmd.Wait(), out.Close())
		close(c.ended)
	}()
	return c, nil
}

// Ready waits until ask answers no error, for at most patience. It answers early
// when the program ends.
func (c *Child) Ready(ctx context.Context, patience time.Duration, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := ask(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-c.ended:
			return fmt.Errorf("%s ended: %w\n%s", c.name, c.err, c.Tail())
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready after %s: %w\n%s", c.name, patience, err, c.Tail())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// Stop asks the program to end, waits until it has, and answers how it did.
func (c *Child) Stop() error {
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.ended:
	case <-time.After(20 * time.Second):
		_ = c.cmd.Process.Kill()
		<-c.ended
	}
	return c.err
}

// Tail is the end of the program's log.
func (c *Child) Tail() string {
	said, err := os.ReadFile(c.log)
	if err != nil {
		return ""
	}
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}

// FreePort is a port of 127.0.0.1 that nobody listened on a moment ago.
func FreePort(ctx context.Context) (int, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	address, ok := ln.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.New("a TCP listener without a TCP address")
	}
	return address.Port, ln.Close()
}
