package apikit

import (
	"strconv"
	"strings"
	"time"

	"alias.example/alias/backend/internal/platform/fault"
)

// ErrStale refuses a change based on an older version.
var ErrStale = fault.PreconditionFailed("stale", "This was changed since you read it. Read it again, and repeat the change.")

// ETag names the version of a resource by when it was last changed. A noun moves
// that time forward with every change, so no two versions share it.
func ETag(updatedAt time.Time) string {
	return `"` + strconv.FormatInt(updatedAt.UnixMicro(), 36) + `"`
}

// IfMatch is the value of an If-Match header; empty accepts any version.
type IfMatch string

// Check refuses with ErrStale unless the header names the version of updatedAt.
func (m IfMatch) Check(updatedAt time.Time) error {
	if m == "" {
		return nil
	}
	current := ETag(updatedAt)
	for tag := range strings.SplitSeq(string(m), ",") {
		if tag = strings.TrimSpace(tag); tag == "*" || tag == current {
			return nil
		}
	}
	return ErrStale
}
