package apikit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/secret"
)

// maxIdempotencyKey is the longest Idempotency-Key we accept.
const maxIdempotencyKey = 255

var (
	errKeyMalformed = fault.Invalid("idempotency_key_malformed", "An Idempotency-Key has 1 to 255 visible ASCII characters.",
		fault.Field{Location: "header.Idempotency-Key", Code: "bad_format", Message: "Use 1 to 255 visible ASCII characters."})
	errKeyReused   = fault.Invalid("idempotency_key_reused", "This Idempotency-Key was used for another request.")
	errKeyInFlight = fault.Conflict("idempotency_key_in_flight", "A request with this Idempotency-Key is still being answered.")
)

// Claim is what is known about an Idempotency-Key.
type Claim struct {
	// Mine says that nobody used the key before, and that it is now ours.
	Mine bool
	// Request is what the key was first used for.
	Request secret.Hash
	// Sealed is the answer given then; nil while it is being made.
	Sealed []byte
}

// Replays remembers answers, per caller. The key it is given is an
// authenticator of what the caller sent, never that itself.
type Replays[A any] interface {
	// Claim takes key for request unless it is taken.
	Claim(ctx context.Context, actor A, key string, request secret.Hash) (Claim, error)
	// Remember keeps the answer to a claimed key.
	Remember(ctx context.Context, actor A, key string, status int, sealed []byte) error
	// Release gives up a claimed key without an answer, so that it may be tried again.
	Release(ctx context.Context, actor A, key string) error
}

// answer is a response as it is remembered: sealed, for it may show a secret.
type answer struct {
	Status int         `json:"status"`
	Header http.Header `json:"header"`
	Body   []byte      `json:"body"`
}

// replay answers a repeated request as it was answered first. The answer is
// remembered after the case has committed: a crash in between makes the next try
// do the work again, once the claim has run out.
func (a *API[A]) replay(op *huma.Operation, actor A, rawKey string, w http.ResponseWriter, r *http.Request, next func(huma.Context)) {
	if !visible(rawKey) {
		a.refuse(w, r, errKeyMalformed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, op.MaxBodyBytes))
	if err != nil {
		status := http.StatusBadRequest
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			status = http.StatusRequestEntityTooLarge
		}
		a.write(w, r, humaProblem(status, nil))
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	key := a.replayMAC.Text("key", rawKey)
	request, err := secret.HashFrom(a.replayMAC.Sum("request", r.Method, r.URL.RequestURI(), string(body)))
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	claim, err := a.replays.Claim(r.Context(), actor, key, request)
	switch {
	case err != nil:
		a.refuse(w, r, err)
	case claim.Mine:
		a.answerOnce(op, actor, key, w, r, next)
	case !claim.Request.Equal(request):
		a.refuse(w, r, errKeyReused)
	case claim.Sealed == nil:
		a.refuse(w, r, errKeyInFlight)
	default:
		a.answerAgain(claim, key, w, r)
	}
}

// answerOnce does the work and remembers what was answered, unless it was a
// failure of ours.
func (a *API[A]) answerOnce(op *huma.Operation, actor A, key string, w http.ResponseWriter, r *http.Request, next func(huma.Context)) {
	// Whoever asked may be gone by the time there is an answer; it is remembered
	// for their next try all the same.
	ctx := context.WithoutCancel(r.Context())
	rec := &recorder{header: http.Header{}, status: http.StatusOK}
	done := false
	defer func() {
		if !done {
			a.settle(ctx, a.replays.Release(ctx, actor, key))
		}
	}()
	next(humachi.NewContext(op, r, rec))
	if rec.status < http.StatusInternalServerError && rec.status != http.StatusTooManyRequests {
		plain, err := json.Marshal(answer{Status: rec.status, Header: rec.header, Body: rec.body.Bytes()})
		if err == nil {
			err = a.replays.Remember(ctx, actor, key, rec.status, a.replaySealer.Seal(plain, key))
		}
		a.settle(ctx, err)
		done = err == nil
	}
	rec.copyTo(w)
}

func (a *API[A]) answerAgain(claim Claim, key string, w http.ResponseWriter, r *http.Request) {
	plain, err := a.replaySealer.Open(claim.Sealed, key)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	var kept answer
	if err := json.Unmarshal(plain, &kept); err != nil {
		a.refuse(w, r, err)
		return
	}
	rec := &recorder{header: kept.Header, status: kept.Status}
	rec.body.Write(kept.Body)
	rec.header.Set("Idempotent-Replayed", "true")
	rec.copyTo(w)
}

// settle logs what went wrong with the memory of an answer; the answer itself is
// given regardless.
func (a *API[A]) settle(ctx context.Context, err error) {
	if err != nil {
		a.log.ErrorContext(ctx, "an answer could not be remembered", "correlation_id", a.correlationID(ctx), "error", err)
	}
}

// recorder holds a response back.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

func (r *recorder) copyTo(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.header)
	w.Header().Set("Content-Length", strconv.Itoa(r.body.Len()))
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body.Bytes()) // nobody is left to tell when this fails
}

func visible(s string) bool {
	for _, c := range []byte(s) {
		if c < 0x21 || c > 0x7e {
			return false
		}
	}
	return len(s) <= maxIdempotencyKey
}
