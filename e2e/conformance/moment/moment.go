// Package moment tells the time to the relying parties of the harness. They live
// in real time, as the suite does; nothing else here may look at a clock.
package moment

import "time"

// Now is the time of this machine.
func Now() time.Time {
	return time.Now() //nolint:forbidigo // relying parties live in real time
}
