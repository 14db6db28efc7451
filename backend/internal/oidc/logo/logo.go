// Package logo shows the logo of a client without the client learning who looks: it
// is fetched here, drawn anew as a small opaque PNG, and kept. Nothing of what the
// client's server sent reaches a browser, so there is no script in it and no way to
// follow anybody (SEC-71). What cannot be drawn has no logo. Sources: OpenID Connect
// Registration 2 (logo_uri), row P32 of the specification.
//
// Cost: none, but a request to the client's server every few minutes.
package logo

import (
	"bytes"
	"context"
	"image"
	"image/color"
	_ "image/gif"  // what a logo may be
	_ "image/jpeg" // likewise
	"image/png"
	"strings"
	"time"

	"alias.example/alias/backend/internal/platform/cache"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/outbound"
)

const (
	// MostBytes is how large a logo may be as its server sends it.
	MostBytes = 256 << 10
	mostSide  = 2048 // pixels
	side      = 96   // pixels of what is shown
	kept      = 10 * time.Minute
	mostKept  = 500
	hops      = 2
	// atOnce bounds the memory that drawing takes, about 16 MiB for each.
	atOnce = 2
)

// Path is where logos are below an issuer, for the client named {client}.
const Path = "/logo/{client}"

// Address is where the logo of a client is on our own origin.
func Address(slug string, c id.Client) string {
	return "/t/" + slug + strings.Replace(Path, "{client}", c.String(), 1)
}

// Fetcher fetches what others name; *outbound.Client is one. It should read
// MostBytes and no more.
type Fetcher interface {
	Follow(ctx context.Context, address, accept string, hops int) (outbound.Response, error)
}

// Logos fetches, draws and keeps logos. It is safe for concurrent use.
type Logos struct {
	fetcher Fetcher
	drawing chan struct{}
	cache   *cache.Cache[string, []byte]
}

// New returns the use case.
func New(f Fetcher, clk clock.Clock) *Logos {
	l := &Logos{fetcher: f, drawing: make(chan struct{}, atOnce)}
	l.cache = cache.New(clk, kept, mostKept, strings.Clone, l.load)
	return l
}

// PNG is the logo at an address, or nil when there is none that can be drawn.
func (l *Logos) PNG(ctx context.Context, uri string) ([]byte, error) {
	return l.cache.Get(ctx, uri)
}

func (l *Logos) load(ctx context.Context, uri string) ([]byte, error) {
	r, err := l.fetcher.Follow(ctx, uri, "image/png, image/jpeg, image/gif", hops)
	if err != nil || !r.OK() {
		return nil, nil // a logo that cannot be had is none, for a while
	}
	select {
	case l.drawing <- struct{}{}:
		defer func() { <-l.drawing }()
		return draw(r.Body), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// draw makes the picture that is shown, or nil.
func draw(sent []byte) []byte {
	c, _, err := image.DecodeConfig(bytes.NewReader(sent))
	if err != nil || c.Width < 1 || c.Height < 1 || c.Width > mostSide || c.Height > mostSide {
		return nil
	}
	from, _, err := image.Decode(bytes.NewReader(sent))
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	if err := png.Encode(&out, shrink(from)); err != nil {
		return nil
	}
	return out.Bytes()
}

// shrink fits a picture into a white square, each pixel the mean of those it stands
// for.
func shrink(from image.Image) image.Image {
	b := from.Bounds()
	longest := max(b.Dx(), b.Dy())
	to := image.NewRGBA(image.Rect(0, 0, side, side))
	left, top := (longest-b.Dx())/2, (longest-b.Dy())/2
	for y := range side {
		for x := range side {
			to.SetRGBA(x, y, mean(from, b, image.Rect(
				x*longest/side-left, y*longest/side-top, max((x+1)*longest/side, x*longest/side+1)-left, max((y+1)*longest/side, y*longest/side+1)-top,
			)))
		}
	}
	return to
}

// mean is the mean colour of a part of a picture, on white; what lies outside of the
// picture is white.
func mean(from image.Image, b, part image.Rectangle) color.RGBA {
	var r, g, bl, n uint64
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			pr, pg, pb, pa := uint32(0), uint32(0), uint32(0), uint32(0)
			if p := image.Pt(x+b.Min.X, y+b.Min.Y); p.In(b) {
				pr, pg, pb, pa = from.At(p.X, p.Y).RGBA()
			}
			white := uint64(0xffff - pa)
			r, g, bl, n = r+uint64(pr)+white, g+uint64(pg)+white, bl+uint64(pb)+white, n+1
		}
	}
	channel := func(sum uint64) uint8 { return uint8(min(sum/n, 0xffff) >> 8) }
	return color.RGBA{channel(r), channel(g), channel(bl), 0xff}
}
