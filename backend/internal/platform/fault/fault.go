// Package fault is the application's one kind of error: what went wrong, in a
// word for programs and a sentence for people, and which fields are to blame.
//
// It knows nothing of HTTP, pages or jobs; each door translates a Kind into its
// own language. A fault must never carry what was submitted, nor a secret, an
// address or an identifier of a person in its Message or Fields: those are shown
// to whoever asked. What may only be logged is the cause.
package fault

import (
	"errors"
	"log/slog"
	"strings"
	"time"
)

// Kind says what sort of refusal a fault is. The set is closed.
type Kind uint8

const (
	// KindInternal is every error nobody foresaw. No constructor makes it; KindOf
	// answers it for errors that are not faults.
	KindInternal Kind = iota
	// KindInvalid is input that cannot be accepted as it is.
	KindInvalid
	// KindUnauthenticated is a caller who has not said who they are.
	KindUnauthenticated
	// KindForbidden is a known caller who may not do this.
	KindForbidden
	// KindNotFound is a thing that is not there, or not there for this caller:
	// another tenant's things are not found, never forbidden.
	KindNotFound
	// KindConflict is a request that contradicts the present state.
	KindConflict
	// KindPreconditionFailed is a change based on a version that is no longer current.
	KindPreconditionFailed
	// KindPlanLimit is a limit of the tenant's plan.
	KindPlanLimit
	// KindRateLimited is a caller asked to wait.
	KindRateLimited
	// KindUnavailable is a part we depend on that does not answer now.
	KindUnavailable
)

// String is the kind as a lower-case word, for logs.
func (k Kind) String() string {
	switch k {
	case KindInvalid:
		return "invalid"
	case KindUnauthenticated:
		return "unauthenticated"
	case KindForbidden:
		return "forbidden"
	case KindNotFound:
		return "not_found"
	case KindConflict:
		return "conflict"
	case KindPreconditionFailed:
		return "precondition_failed"
	case KindPlanLimit:
		return "plan_limit"
	case KindRateLimited:
		return "rate_limited"
	case KindUnavailable:
		return "unavailable"
	case KindInternal:
	}
	return "internal"
}

// Field blames one input. Location is a path in the noun's own words, such as
// "redirect_uris[0]"; a door prefixes it with where the input came from (see
// Error.In). Code is for programs, Message for people; neither repeats the value.
type Field struct {
	Location, Code, Message string
}

// Fields gathers blame while input is checked, so that one answer names every
// mistake.
type Fields []Field

// Add blames location.
func (f *Fields) Add(location, code, message string) {
	*f = append(*f, Field{Location: location, Code: code, Message: message})
}

// Invalid is nil when nothing was blamed, and otherwise the fault that names all of it.
func (f *Fields) Invalid(code, message string) error {
	if len(*f) == 0 {
		return nil
	}
	return Invalid(code, message, *f...)
}

// Error is a fault. Values are shared as sentinels, so it is never changed after
// it was made: With and In answer copies. Two faults of one Kind and Code are the
// same to errors.Is, whatever their cause.
type Error struct {
	Kind Kind
	// Code is a stable snake_case word; every code has a page in the documentation.
	Code string
	// Message is one sentence that may be shown to whoever asked.
	Message string
	// Fields are the inputs to blame; only KindInvalid has them.
	Fields Fields
	// RetryAfter is how long to wait before asking again, when that is known.
	RetryAfter time.Duration

	cause error
}

// Invalid refuses input, blaming fields when the mistake has a place.
func Invalid(code, message string, fields ...Field) *Error {
	return &Error{Kind: KindInvalid, Code: code, Message: message, Fields: fields}
}

// Unauthenticated asks the caller to say who they are.
func Unauthenticated(code, message string) *Error {
	return &Error{Kind: KindUnauthenticated, Code: code, Message: message}
}

// Forbidden refuses a known caller.
func Forbidden(code, message string) *Error {
	return &Error{Kind: KindForbidden, Code: code, Message: message}
}

// NotFound says that a thing is not there for this caller.
func NotFound(code, message string) *Error {
	return &Error{Kind: KindNotFound, Code: code, Message: message}
}

// Conflict says that the present state contradicts the request.
func Conflict(code, message string) *Error {
	return &Error{Kind: KindConflict, Code: code, Message: message}
}

// PreconditionFailed says that the version the caller started from is gone.
func PreconditionFailed(code, message string) *Error {
	return &Error{Kind: KindPreconditionFailed, Code: code, Message: message}
}

// PlanLimit says that the tenant's plan does not allow more.
func PlanLimit(code, message string) *Error {
	return &Error{Kind: KindPlanLimit, Code: code, Message: message}
}

// RateLimited asks the caller to come back after a while.
func RateLimited(code, message string, after time.Duration) *Error {
	return &Error{Kind: KindRateLimited, Code: code, Message: message, RetryAfter: after}
}

// Unavailable says that something we need does not answer at the moment.
func Unavailable(code, message string) *Error {
	return &Error{Kind: KindUnavailable, Code: code, Message: message}
}

// With answers a copy that remembers cause, for the log alone.
func (e *Error) With(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// In answers a copy whose field locations lie inside place, such as "body". A
// field without a location blames the place itself.
func (e *Error) In(place string) *Error {
	c := *e
	c.Fields = make(Fields, len(e.Fields))
	for i, f := range e.Fields {
		switch {
		case f.Location == "":
			f.Location = place
		case strings.HasPrefix(f.Location, "["):
			f.Location = place + f.Location
		default:
			f.Location = place + "." + f.Location
		}
		c.Fields[i] = f
	}
	return &c
}

// Error is the code and the message, without the cause.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Unwrap is the cause, if there is one.
func (e *Error) Unwrap() error { return e.cause }

// Is makes a copy made by With or In equal to the sentinel it came from.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Code == e.Code
}

// LogValue is what a log may know: kind, code and cause, but no field.
func (e *Error) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("kind", e.Kind.String()), slog.String("code", e.Code)}
	if e.cause != nil {
		attrs = append(attrs, slog.String("cause", e.cause.Error()))
	}
	return slog.GroupValue(attrs...)
}

// As answers the fault in err's chain, if there is one.
func As(err error) (*Error, bool) {
	return errors.AsType[*Error](err)
}

// KindOf is the kind of the fault in err's chain, or KindInternal.
func KindOf(err error) Kind {
	if f, ok := As(err); ok {
		return f.Kind
	}
	return KindInternal
}
