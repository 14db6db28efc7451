// Package password says which passwords are acceptable, and hashes and verifies
// them with argon2id behind a small queue, so that a crowd at the door can neither
// exhaust the memory nor starve the rest of the server.
//
// It follows OWASP's first choice (19 MiB, two passes, one lane) and stores PHC
// strings. It must never log a password or a hash, and never say which of the two
// did not fit.
package password

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/text/unicode/norm"

	"alias.example/alias/backend/internal/platform/secret"
)

// Cost is how much work a hash is.
type Cost struct {
	// MemoryKiB is the memory of one hash, in KiB.
	MemoryKiB uint32
	// Passes is how often the memory is gone over.
	Passes uint32
	// Lanes is how many cores one hash uses.
	Lanes uint8
}

// DefaultCost is 19 MiB, two passes, one lane.
func DefaultCost() Cost { return Cost{MemoryKiB: 19 << 10, Passes: 2, Lanes: 1} }

const (
	saltBytes = 16
	keyBytes  = 32

	// What a stored hash may at most ask for. A hash from elsewhere must not be able
	// to claim the machine.
	maxMemoryKiB = 256 << 10
	maxPasses    = 16
	maxLanes     = 16
	maxKeyBytes  = 64
)

var (
	// ErrBusy says that too many passwords are waiting already; the caller should be
	// asked to come back in a moment.
	ErrBusy = errors.New("password: too many are waiting")
	// errUnreadable says that a stored hash is none we know.
	errUnreadable = errors.New("password: the stored hash is not readable")
)

// Hasher hashes and verifies. It is safe for concurrent use.
type Hasher struct {
	cost   Cost
	source secret.Source
	gate   *gate
	dummy  string // a hash nothing fits
}

// Options sizes a Hasher; the zero Options are the defaults.
type Options struct {
	// Cost is the work of a new hash; zero means DefaultCost. Tests use less.
	Cost Cost
	// Workers is how many hashes are computed at a time; 0 means one for each core
	// but one, which is left to the rest of the server. Each holds the cost's memory.
	Workers int
	// Waiting is how many callers may wait for a worker; 0 means 64 for each, which
	// is about three seconds of patience.
	Waiting int
}

// NewHasher makes a hasher that draws its salts from source.
func NewHasher(o Options, source secret.Source) *Hasher {
	if o.Cost == (Cost{}) {
		o.Cost = DefaultCost()
	}
	if o.Workers <= 0 {
		o.Workers = max(1, runtime.GOMAXPROCS(0)-1)
	}
	if o.Waiting <= 0 {
		o.Waiting = 64 * o.Workers
	}
	return &Hasher{
		cost: o.Cost, source: source, gate: newGate(o.Workers, o.Waiting),
		// A random key that no password was hashed to costs as much to refuse as any.
		dummy: phc(o.Cost, source.Bytes(saltBytes), source.Bytes(keyBytes)),
	}
}

// Hash is the PHC string to store for a password that Check accepted. Errors are
// ErrBusy, and ctx's when it ends while waiting.
func (h *Hasher) Hash(ctx context.Context, password secret.Value) (secret.Value, error) {
	if err := h.gate.enter(ctx); err != nil {
		return secret.Value{}, err
	}
	defer h.gate.leave()
	salt := h.source.Bytes(saltBytes)
	key := argon2.IDKey([]byte(normalize(password)), salt, h.cost.Passes, h.cost.MemoryKiB, h.cost.Lanes, keyBytes)
	return secret.NewValue(phc(h.cost, salt, key)), nil
}

// Verify reports whether password is the one that stored was made from. Give it a
// zero stored when there is no such account, or the account has no password: it
// does the same work and answers false, so that the time taken tells nothing.
// Stored hashes are argon2id PHC strings and, imported from elsewhere, bcrypt.
// Errors are ErrBusy, ctx's when it ends while waiting, and one for a stored hash
// that cannot be read.
func (h *Hasher) Verify(ctx context.Context, password, stored secret.Value) (bool, error) {
	if err := h.gate.enter(ctx); err != nil {
		return false, err
	}
	defer h.gate.leave()
	plain := normalize(password)
	if tooLong(plain) {
		// Nobody has such a password; the work is done all the same, on a short one.
		plain, stored = "", secret.Value{}
	}
	switch hash := stored.Reveal(); {
	case hash == "":
		_, _ = verifyArgon2id(plain, h.dummy)
		return false, nil
	case isBcrypt(hash):
		return verifyBcrypt(password, hash)
	default:
		return verifyArgon2id(plain, hash)
	}
}

// NeedsRehash reports whether stored was made with less or other work than Hash
// would do now; after a successful Verify, hash the password again and store that.
func (h *Hasher) NeedsRehash(stored secret.Value) bool {
	p, err := parsePHC(stored.Reveal())
	return err != nil || p.cost != h.cost || len(p.key) != keyBytes || len(p.salt) != saltBytes
}

func verifyArgon2id(plain, hash string) (bool, error) {
	p, err := parsePHC(hash)
	if err != nil {
		return false, err
	}
	key := argon2.IDKey([]byte(plain), p.salt, p.cost.Passes, p.cost.MemoryKiB, p.cost.Lanes, uint32(len(p.key))) //nolint:gosec // parsePHC bounds it
	return subtle.ConstantTimeCompare(key, p.key) == 1, nil
}

func isBcrypt(hash string) bool {
	return strings.HasPrefix(hash, "$2a$") || strings.HasPrefix(hash, "$2b$") || strings.HasPrefix(hash, "$2y$")
}

// verifyBcrypt takes the password as it was typed, because whoever made the hash
// did, and like them looks at its first 72 bytes only.
func verifyBcrypt(password secret.Value, hash string) (bool, error) {
	cost, err := bcrypt.Cost([]byte(hash))
	if err != nil || cost > 14 { // more would hold a worker for seconds
		return false, errUnreadable
	}
	typed := []byte(password.Reveal())
	err = bcrypt.CompareHashAndPassword([]byte(hash), typed[:min(len(typed), 72)])
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, bcrypt.ErrMismatchedHashAndPassword):
		return false, nil
	default:
		return false, errUnreadable
	}
}

type parsed struct {
	cost      Cost
	salt, key []byte
}

func phc(c Cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.MemoryKiB, c.Passes, c.Lanes, b64(salt), b64(key))
}

func parsePHC(s string) (parsed, error) {
	var p parsed
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, errUnreadable
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.cost.MemoryKiB, &p.cost.Passes, &p.cost.Lanes); err != nil {
		return p, errUnreadable
	}
	var saltErr, keyErr error
	p.salt, saltErr = base64.RawStdEncoding.DecodeString(parts[4])
	p.key, keyErr = base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || keyErr != nil || len(p.salt) < 8 || len(p.salt) > maxKeyBytes || len(p.key) < 16 || len(p.key) > maxKeyBytes ||
		p.cost.MemoryKiB < 8*uint32(p.cost.Lanes) || p.cost.MemoryKiB > maxMemoryKiB ||
		p.cost.Passes < 1 || p.cost.Passes > maxPasses || p.cost.Lanes < 1 || p.cost.Lanes > maxLanes ||
		phc(p.cost, p.salt, p.key) != s { // what Sscanf and base64 let pass beside the point
		return p, errUnreadable
	}
	return p, nil
}

// normalize makes one password of the ways a keyboard may type it (NIST SP
// 800-63B, 5.1.1.2).
func normalize(password secret.Value) string { return norm.NFKC.String(password.Reveal()) }
