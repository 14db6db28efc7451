//go:build portal

package portal

import (
	"embed"
	"io/fs"
)

// dist is what `npm run build` made of frontend/.
//
//go:embed all:dist
var dist embed.FS

// built is the portal as built into this binary, by `make build`.
func built() (fs.FS, error) { return fs.Sub(dist, "dist") }
