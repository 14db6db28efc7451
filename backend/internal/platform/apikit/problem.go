package apikit

import (
	"context"
	"encoding/json"
	"maps"
	"math"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"alias.example/alias/backend/internal/platform/fault"
)

// typeBase is where each problem code has its page.
const typeBase = "https://docs.alias.example/problems/"

// Problem is an error as RFC 9457 says it.
//
//nolint:errname // the RFC calls it a problem, and so does the schema that is named after this type
type Problem struct {
	Type     string    `json:"type" format:"uri" doc:"The page that explains this kind of problem." example:"https://docs.alias.example/problems/client_not_found"`
	Title    string    `json:"title" doc:"One sentence, the same for every problem of this code." example:"There is no such client."`
	Status   int       `json:"status" doc:"The HTTP status, repeated." example:"404"`
	Detail   string    `json:"detail,omitempty" doc:"What to do about this occurrence, when there is something to add."`
	Code     string    `json:"code" doc:"A stable word for programs." example:"client_not_found"`
	Instance string    `json:"instance" doc:"The correlation ID of the request. Quote it when you ask us about the problem." example:"01JD3Q8K6Z4V"`
	Errors   []Mistake `json:"errors,omitempty" doc:"The inputs to correct. What was sent is never repeated here."`

	header http.Header
}

// Mistake blames one input of a request.
type Mistake struct {
	Location string `json:"location" doc:"Where the input is: body, query, path or header, and the way into it." example:"body.redirect_uris[0]"`
	Message  string `json:"message" doc:"What is wrong, in a sentence that can be shown beside the field." example:"Use https, or http on localhost."`
	Code     string `json:"code,omitempty" doc:"A stable word for programs." example:"insecure"`
}

// Error is the problem in one line.
func (p *Problem) Error() string { return p.Code + ": " + p.Title }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders are the headers that belong to the problem.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func problemOf(status int, code, title string) *Problem {
	return &Problem{Type: typeBase + code, Title: title, Status: status, Code: code}
}

// statusOf is the HTTP status of a kind of fault.
func statusOf(k fault.Kind) int {
	switch k {
	case fault.KindInvalid:
		return http.StatusUnprocessableEntity
	case fault.KindUnauthenticated:
		return http.StatusUnauthorized
	case fault.KindForbidden:
		return http.StatusForbidden
	case fault.KindNotFound:
		return http.StatusNotFound
	case fault.KindConflict:
		return http.StatusConflict
	case fault.KindPreconditionFailed:
		return http.StatusPreconditionFailed
	case fault.KindPlanLimit:
		return http.StatusPaymentRequired
	case fault.KindRateLimited:
		return http.StatusTooManyRequests
	case fault.KindUnavailable:
		return http.StatusServiceUnavailable
	case fault.KindInternal:
	}
	return http.StatusInternalServerError
}

// problem is the one place where an error becomes an answer. What is no fault is
// logged here, once, and answered without its cause.
func (a *API[A]) problem(ctx context.Context, err error) *Problem {
	instance := a.correlationID(ctx)
	f, ok := fault.As(err)
	if !ok {
		a.log.ErrorContext(ctx, "a request failed unexpectedly", "correlation_id", instance, "error", err)
		p := internalProblem()
		p.Instance = instance
		return p
	}
	if f.Kind == fault.KindUnavailable {
		a.log.WarnContext(ctx, "a request met something unavailable", "correlation_id", instance, "error", f)
	}
	p := problemOf(statusOfFault(f), f.Code, f.Message)
	p.Instance, p.header = instance, http.Header{}
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, Mistake{Location: located(field.Location), Message: field.Message, Code: field.Code})
	}
	if f.RetryAfter > 0 {
		p.header.Set("Retry-After", strconv.Itoa(int(math.Ceil(f.RetryAfter.Seconds()))))
	}
	if f.Kind == fault.KindUnauthenticated && a.challenge != "" {
		p.header.Set("WWW-Authenticate", a.challenge)
	}
	return p
}

// statusOfFault is statusOf, but for a cursor, which is a malformed request
// rather than an input somebody could correct.
func statusOfFault(f *fault.Error) int {
	if f.Code == ErrInvalidCursor.Code {
		return http.StatusBadRequest
	}
	return statusOf(f.Kind)
}

func internalProblem() *Problem {
	p := problemOf(http.StatusInternalServerError, "internal", "Something went wrong on our side.")
	p.Detail = "We have noted it. Quote the instance when you ask us about it."
	return p
}

// located says where a fault's field came from: the body, unless it says otherwise.
func located(location string) string {
	for _, place := range []string{"body", "query", "path", "header"} {
		if location == place || strings.HasPrefix(location, place+".") {
			return location
		}
	}
	return fault.Invalid("", "", fault.Field{Location: location}).In("body").Fields[0].Location
}

// refuse answers err outside huma.
func (a *API[A]) refuse(w http.ResponseWriter, r *http.Request, err error) {
	a.write(w, r, a.problem(r.Context(), err))
}

func (a *API[A]) write(w http.ResponseWriter, r *http.Request, p *Problem) {
	p.Instance = a.correlationID(r.Context())
	p.writeTo(w)
}

// WriteStatus answers a problem for a status that a middleware refuses with, such
// as 413 or 500, where no operation has been reached yet.
func WriteStatus(w http.ResponseWriter, correlationID string, status int) {
	p := humaProblem(status, nil)
	p.Instance = correlationID
	p.writeTo(w)
}

// WriteFault answers a fault that a middleware refuses with, such as a request
// from a page of another origin.
func WriteFault(w http.ResponseWriter, correlationID string, f *fault.Error) {
	p := problemOf(statusOfFault(f), f.Code, f.Message)
	p.Instance = correlationID
	p.writeTo(w)
}

func (p *Problem) writeTo(w http.ResponseWriter) {
	maps.Copy(w.Header(), p.header)
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) //nolint:errchkjson // a problem is text and numbers; it only fails when nobody listens any more
}

//nolint:gochecknoglobals // huma's corrections are process-wide by its design; once makes them safe.
var corrections sync.Once

// Correct replaces what huma keeps in package variables, once for the process. The
// replacements hold no state, so that every API and every parallel test shares
// them. New calls it; whoever describes operations without serving them calls it
// first.
func Correct() {
	corrections.Do(func() {
		huma.DefaultArrayNullable = false
		huma.ValidateStrictCasing = true
		huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
			p := humaProblem(status, errs)
			if ctx != nil {
				c, _ := ctx.Context().Value(callKey{}).(call)
				p.Instance = c.correlationID
			}
			return p
		}
		huma.NewError = func(status int, _ string, errs ...error) huma.StatusError { return humaProblem(status, errs) }
	})
}

// humaProblem is what huma wanted to say, without what was submitted.
func humaProblem(status int, errs []error) *Problem {
	var p *Problem
	switch status {
	case http.StatusBadRequest:
		p = problemOf(status, "malformed_request", "The request cannot be read.")
	case http.StatusForbidden:
		return problemOf(status, "cross_site_request", "A page of another site may not make this request.")
	case http.StatusNotFound:
		return problemOf(status, "not_found", "There is nothing at this address.")
	case http.StatusMethodNotAllowed:
		return problemOf(status, "method_not_allowed", "This address does not answer this method.")
	case http.StatusRequestTimeout:
		return problemOf(status, "request_timeout", "The request took too long to arrive.")
	case http.StatusRequestEntityTooLarge:
		return problemOf(status, "body_too_large", "The body is larger than this operation accepts.")
	case http.StatusUnsupportedMediaType:
		return problemOf(status, "unsupported_media_type", "Send the body as application/json.")
	case http.StatusUnprocessableEntity:
		p = problemOf(status, "validation_failed", "Some of the input is not acceptable.")
	default:
		return internalProblem()
	}
	for _, err := range errs {
		d, ok := err.(huma.ErrorDetailer)
		if !ok {
			p.Errors = append(p.Errors, Mistake{Location: "body", Message: "Not acceptable.", Code: "invalid"})
			continue
		}
		p.Errors = append(p.Errors, mistakeOf(d.ErrorDetail()))
	}
	slices.SortStableFunc(p.Errors, func(a, b Mistake) int { return strings.Compare(a.Location, b.Location) })
	return p
}

// mistakeOf rewrites one of huma's details. Some of its messages end in what was
// sent, and the name of an unknown property is something sent as well.
func mistakeOf(d *huma.ErrorDetail) Mistake {
	message, _, _ := strings.Cut(d.Message, ": ")
	location := d.Location
	switch {
	case strings.HasPrefix(message, "expected required property "):
		name, _, _ := strings.Cut(strings.TrimPrefix(message, "expected required property "), " ")
		return Mistake{Location: location + "." + name, Message: "Required.", Code: "required"}
	case strings.HasPrefix(message, "required ") && strings.HasSuffix(message, " parameter is missing"):
		return Mistake{Location: location, Message: "Required.", Code: "required"}
	case message == "unexpected property", message == "unknown query parameter":
		return Mistake{Location: knownPath(location), Message: "There is no such field here.", Code: "unknown_field"}
	}
	for _, known := range humaMessages() {
		if rest, ok := strings.CutPrefix(message, known.prefix); ok {
			return Mistake{Location: location, Message: known.say + strings.TrimPrefix(rest, " ") + ".", Code: known.code}
		}
	}
	return Mistake{Location: location, Message: "Not acceptable.", Code: "invalid"}
}

type humaMessage struct{ prefix, code, say string }

// humaMessages are the beginnings of those messages of huma that come from the
// schema alone. Every other message is dropped.
func humaMessages() []humaMessage {
	return []humaMessage{
		{"expected length >=", "too_short", "The shortest length is "},
		{"expected length <=", "too_long", "The greatest length is "},
		{"expected array length >=", "too_few", "The fewest entries are "},
		{"expected array length <=", "too_many", "The most entries are "},
		{"expected array items to be unique", "duplicate", "Entries must differ"},
		{"expected value to be one of", "not_a_choice", "Use one of "},
		{"expected number >=", "too_small", "The least value is "},
		{"expected number <=", "too_large", "The greatest value is "},
		{"expected string to match pattern", "bad_format", "Must match "},
		{"expected string to be RFC", "bad_format", "Must be valid by RFC"},
		{"expected string to be ", "bad_format", "Must be "},
		{"expected boolean", "wrong_type", "Must be true or false"},
		{"expected number", "wrong_type", "Must be a number"},
		{"expected integer", "wrong_type", "Must be a whole number"},
		{"expected string", "wrong_type", "Must be a text"},
		{"expected array", "wrong_type", "Must be a list"},
		{"expected object", "wrong_type", "Must be an object"},
		{"invalid integer", "wrong_type", "Must be a whole number"},
		{"invalid boolean", "wrong_type", "Must be true or false"},
		{msgNotJSON, "not_json", "This is not JSON"},
		{msgNotUTF8, "not_utf8", "This is not UTF-8"},
		{msgRepeatedKey, "repeated_key", "A key is written twice"},
		{msgTooDeep, "too_deep", "This is nested too deeply"},
	}
}

// plainName is what names of ours look like. Keys and tokens have digits.
var plainName = regexp.MustCompile(`^[a-z][a-z_]{0,47}$`)

// knownPath is a location whose last part the caller chose: it is repeated only
// when it looks like a name, and so cannot be a secret that went astray.
func knownPath(location string) string {
	i := strings.LastIndexByte(location, '.')
	if i < 0 || plainName.MatchString(location[i+1:]) {
		return location
	}
	first, _, _ := strings.Cut(location, ".")
	return first
}

// describe documents what an operation can refuse with.
func describe(registry huma.Registry, op *huma.Operation, faults []*fault.Error) {
	schema := registry.Schema(reflect.TypeFor[Problem](), true, "Problem")
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	problems := []*Problem{
		problemOf(http.StatusUnprocessableEntity, "validation_failed", "Some of the input is not acceptable."),
		internalProblem(),
	}
	if len(op.Security) > 0 {
		problems = append(problems, problemOf(http.StatusUnauthorized, "unauthenticated", "Sign in first."))
	}
	if op.Method == http.MethodPost || op.Method == http.MethodPatch || op.Method == http.MethodPut {
		problems = append(problems,
			problemOf(http.StatusBadRequest, "malformed_request", "The request cannot be read."),
			problemOf(http.StatusRequestEntityTooLarge, "body_too_large", "The body is larger than this operation accepts."),
			problemOf(http.StatusUnsupportedMediaType, "unsupported_media_type", "Send the body as application/json."))
	}
	if op.Method == http.MethodPost {
		for _, f := range []*fault.Error{errKeyMalformed, errKeyReused, errKeyInFlight} {
			problems = append(problems, problemOf(statusOf(f.Kind), f.Code, f.Message))
		}
	}
	for _, f := range faults {
		problems = append(problems, problemOf(statusOfFault(f), f.Code, f.Message))
	}
	for _, p := range problems {
		p.Instance = "01JD3Q8K6Z4V"
		status := strconv.Itoa(p.Status)
		r := op.Responses[status]
		if r == nil {
			r = &huma.Response{Content: map[string]*huma.MediaType{
				"application/problem+json": {Schema: schema, Examples: map[string]*huma.Example{}},
			}}
			op.Responses[status] = r
		}
		examples := r.Content["application/problem+json"].Examples
		if examples[p.Code] != nil {
			continue
		}
		examples[p.Code] = &huma.Example{Summary: p.Title, Value: p}
		if r.Description != "" {
			r.Description += " · "
		}
		r.Description += "`" + p.Code + "`: " + p.Title
	}
}
