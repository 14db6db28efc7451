package password

import (
	"context"
	"sync/atomic"
)

// gate lets a few in at a time, lets a few more wait, and turns the rest away.
type gate struct {
	places  chan struct{}
	present atomic.Int64 // inside or waiting
	most    int64
}

func newGate(inside, waiting int) *gate {
	return &gate{places: make(chan struct{}, inside), most: int64(inside) + int64(waiting)}
}

// enter waits for a place; who entered must leave.
func (g *gate) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if g.present.Add(1) > g.most {
		g.present.Add(-1)
		return ErrBusy
	}
	select {
	case g.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		g.present.Add(-1)
		return ctx.Err()
	}
}

func (g *gate) leave() {
	<-g.places
	g.present.Add(-1)
}
