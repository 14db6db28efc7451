//go:build !portal

package portal

import (
	"embed"
	"io/fs"
)

// built is nothing: without the tag "portal" the program builds without Node,
// and tests do not depend on what a browser runs.
func built() (fs.FS, error) { return embed.FS{}, nil }
