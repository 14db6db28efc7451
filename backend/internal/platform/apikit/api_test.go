package apikit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/apikit"
	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/secret"
)

const correlation = "correlation-1"

// fixture is an API with one operation of each kind, over a fake memory.
type fixture struct {
	api   *apikit.API[string]
	log   *syncBuffer
	made  int
	store *memory
	fail  error
	// panics makes the work panic.
	panics bool
}

type thing struct {
	Name  string   `json:"name" minLength:"3" maxLength:"8" doc:"A name."`
	Kind  string   `json:"kind,omitempty" enum:"a,b" doc:"A kind."`
	Count int      `json:"count,omitempty" minimum:"1" doc:"A number."`
	Home  string   `json:"home,omitempty" format:"uri" doc:"An address."`
	Mail  string   `json:"mail,omitempty" format:"email" doc:"An email."`
	When  string   `json:"when,omitempty" format:"date-time" doc:"A time."`
	Tags  []string `json:"tags,omitempty" maxItems:"2" doc:"Tags."`
}

type made struct {
	Location string `header:"Location"`
	Body     struct {
		Number int      `json:"number"`
		Secret string   `json:"secret"`
		Tags   []string `json:"tags"`
	}
}

type post struct {
	Body thing
}

func setup(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{log: &syncBuffer{}, store: &memory{entries: map[string]*entry{}}}
	master, err := secret.NewMaster(bytes.Repeat([]byte{7}, 32))
	require.NoError(t, err)
	f.api = apikit.New(apikit.Config[string]{
		Document: &huma.OpenAPI{Info: &huma.Info{Title: "Test", Version: "1"}},
		Log:      slog.New(slog.NewTextHandler(f.log, nil)),
		Authenticate: func(_ context.Context, r *http.Request) (string, error) {
			if who := r.Header.Get("X-Who"); who != "" {
				return who, nil
			}
			return "", fault.Unauthenticated("unauthenticated", "Sign in first.")
		},
		Challenge:     "Test",
		CorrelationID: func(context.Context) string { return correlation },
		Replays:       f.store,
		Master:        master,
	})
	op := func(method, path, id string) huma.Operation {
		return huma.Operation{OperationID: id, Method: method, Path: path, Security: []map[string][]string{{"x": {}}}}
	}
	create := op(http.MethodPost, "/things", "createThing")
	create.DefaultStatus = http.StatusCreated
	apikit.Register(f.api, create, func(_ context.Context, _ string, _ *post) (*made, error) {
		f.made++
		if f.panics {
			panic("the work went wrong")
		}
		if f.fail != nil {
			return nil, f.fail
		}
		out := &made{Location: "/things/1"}
		out.Body.Number, out.Body.Secret = f.made, "the-new-secret"
		return out, nil
	}, fault.Conflict("thing_taken", "That is taken."))
	apikit.Register(f.api, op(http.MethodGet, "/things", "listThings"), func(_ context.Context, who string, in *apikit.Page) (*struct{}, error) {
		_, err := f.api.Open(in.Cursor, "listThings", who)
		return nil, err
	}, apikit.ErrInvalidCursor)
	return f
}

// answered is what a response says besides its body.
type answered struct {
	StatusCode int
	Header     http.Header
}

func (f *fixture) do(t *testing.T, method, path, body string, header ...string) (answered, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("X-Who", "ada")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Del(header[i])
		if header[i+1] != "" {
			r.Header.Set(header[i], header[i+1])
		}
	}
	w := httptest.NewRecorder()
	f.api.Handler().ServeHTTP(w, r)
	return answered{w.Code, w.Header()}, w.Body.String()
}

func problemIn(t *testing.T, body string) apikit.Problem {
	t.Helper()
	var p apikit.Problem
	require.NoError(t, json.Unmarshal([]byte(body), &p), body)
	return p
}

func TestAFaultBecomesAProblem(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err    error
		status int
	}{
		"invalid":             {fault.Invalid("c", "Sentence.", fault.Field{Location: "redirect_uris[0]", Code: "x", Message: "m"}), 422},
		"unauthenticated":     {fault.Unauthenticated("c", "Sentence."), 401},
		"forbidden":           {fault.Forbidden("c", "Sentence."), 403},
		"not found":           {fault.NotFound("c", "Sentence."), 404},
		"conflict":            {fault.Conflict("c", "Sentence."), 409},
		"precondition failed": {fault.PreconditionFailed("c", "Sentence."), 412},
		"plan limit":          {fault.PlanLimit("c", "Sentence."), 402},
		"rate limited":        {fault.RateLimited("c", "Sentence.", 1500*time.Millisecond), 429},
		"unavailable":         {fault.Unavailable("c", "Sentence.").With(errors.New("SQLSTATE 08006")), 503},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			f.fail = test.err
			res, body := f.do(t, http.MethodPost, "/things", `{"name":"fine"}`)
			require.Equal(t, test.status, res.StatusCode)
			require.Equal(t, "application/problem+json", res.Header.Get("Content-Type"))
			require.NotContains(t, body, "SQLSTATE")
			p := problemIn(t, body)
			require.Equal(t, "https://docs.alias.example/problems/c", p.Type)
			require.Equal(t, "Sentence.", p.Title)
			require.Equal(t, test.status, p.Status)
			require.Equal(t, correlation, p.Instance)
			switch test.status {
			case 422:
				require.Equal(t, []apikit.Mistake{{Location: "body.redirect_uris[0]", Message: "m", Code: "x"}}, p.Errors)
			case 429:
				require.Equal(t, "2", res.Header.Get("Retry-After"))
			case 401:
				require.Equal(t, "Test", res.Header.Get("WWW-Authenticate"))
			}
		})
	}
}

func TestAnUnknownErrorIsLoggedOnceAndNeverSaid(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.fail = errors.New("SQLSTATE 23505 accounts_email")
	res, body := f.do(t, http.MethodPost, "/things", `{"name":"fine"}`)
	require.Equal(t, 500, res.StatusCode)
	require.NotContains(t, body, "SQLSTATE")
	require.Equal(t, "internal", problemIn(t, body).Code)
	require.Equal(t, correlation, problemIn(t, body).Instance)
	require.Equal(t, 1, strings.Count(f.log.String(), "SQLSTATE 23505"))
	require.Equal(t, 1, strings.Count(f.log.String(), "correlation_id="+correlation))
}

func TestWhatWasSubmittedIsNeverRepeated(t *testing.T) {
	t.Parallel()
	const marker = "hunter2"
	for name, body := range map[string]string{
		"too long":           `{"name":"` + marker + `hunter2"}`,
		"too short":          `{"name":"hu","kind":"` + marker + `"}`,
		"wrong type":         `{"name":["` + marker + `"]}`,
		"a number":           `{"name":"fine","count":"` + marker + `"}`,
		"an address":         `{"name":"fine","home":"http://` + marker + `:%zz"}`,
		"an email":           `{"name":"fine","mail":"` + marker + ` <"}`,
		"a time":             `{"name":"fine","when":"` + marker + `"}`,
		"too many":           `{"name":"fine","tags":["` + marker + `","b","c"]}`,
		"an unknown field":   `{"name":"fine","Hunter2":1,"` + marker + `-":2}`,
		"not JSON":           `{"name":` + marker,
		"a repeated key":     `{"name":"fine","` + marker + `":1,"` + marker + `":2}`,
		"an array":           `["` + marker + `"]`,
		"a text":             `"` + marker + `"`,
		"not UTF-8":          `{"name":"` + marker + "\xff" + `"}`,
		"something trailing": `{"name":"fine"} ` + marker,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			res, answer := f.do(t, http.MethodPost, "/things?"+"x="+marker, body)
			require.GreaterOrEqual(t, res.StatusCode, 400)
			require.Less(t, res.StatusCode, 500)
			require.NotContains(t, strings.ToLower(answer), marker)
			require.NotContains(t, f.log.String(), marker)

			res, answer = f.do(t, http.MethodPost, "/things", body)
			require.GreaterOrEqual(t, res.StatusCode, 400)
			require.Less(t, res.StatusCode, 500)
			require.NotContains(t, strings.ToLower(answer), marker)
			require.Zero(t, f.made)
		})
	}
}

func TestEveryMistakeHasAPlaceAndACode(t *testing.T) {
	t.Parallel()
	f := setup(t)
	res, body := f.do(t, http.MethodPost, "/things", `{"kind":"c","count":0,"tags":["1","2","3"],"tenant_id":"x"}`)
	require.Equal(t, 422, res.StatusCode)
	p := problemIn(t, body)
	require.Equal(t, "validation_failed", p.Code)
	got := map[string]string{}
	for _, e := range p.Errors {
		got[e.Location] = e.Code
		require.NotEmpty(t, e.Message)
	}
	require.Equal(t, map[string]string{
		"body.name": "required", "body.kind": "not_a_choice", "body.count": "too_small", "body.tags": "too_many", "body.tenant_id": "unknown_field",
	}, got)
}

func TestJSONIsReadStrictly(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body, code string
		status     int
	}{
		"a key twice":              {`{"name":"fine","name":"fine"}`, "malformed_request", 400},
		"a key in another case":    {`{"Name":"fine"}`, "validation_failed", 422},
		"a key in two cases":       {`{"name":"fine","Name":"evil"}`, "validation_failed", 422},
		"a key twice, inside":      {`{"name":"fine","tags":[{"a":1,"a":2}]}`, "malformed_request", 400},
		"two values":               {`{"name":"fine"}{"name":"fine"}`, "malformed_request", 400},
		"nothing":                  {``, "malformed_request", 400},
		"an open bracket too many": {strings.Repeat("[", 1000), "malformed_request", 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := setup(t)
			res, body := f.do(t, http.MethodPost, "/things", test.body)
			require.Equal(t, test.status, res.StatusCode, body)
			require.Equal(t, test.code, problemIn(t, body).Code)
			require.Zero(t, f.made)
		})
	}
}

func TestBodiesMustBeJSONAndSmall(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, contentType := range []string{"", "text/plain", "application/x-www-form-urlencoded"} {
		res, body := f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Content-Type", contentType)
		require.Equal(t, 415, res.StatusCode, contentType)
		require.Equal(t, "unsupported_media_type", problemIn(t, body).Code)
	}
	large := `{"name":"` + strings.Repeat("a", 70_000) + `"}`
	res, body := f.do(t, http.MethodPost, "/things", large)
	require.Equal(t, 413, res.StatusCode)
	require.Equal(t, "body_too_large", problemIn(t, body).Code)
	res, _ = f.do(t, http.MethodPost, "/things", large, "Idempotency-Key", "k")
	require.Equal(t, 413, res.StatusCode)
	require.Zero(t, f.made)
}

func TestAStrangerLearnsNothingAboutTheirInput(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, body := range []string{`{"name":"fine"}`, `{"name":1}`, `{`} {
		res, answer := f.do(t, http.MethodPost, "/things", body, "X-Who", "")
		require.Equal(t, 401, res.StatusCode)
		require.Equal(t, "unauthenticated", problemIn(t, answer).Code)
		require.Equal(t, "Test", res.Header.Get("WWW-Authenticate"))
	}
}

func TestUnknownRoutesAndMethodsAreProblems(t *testing.T) {
	t.Parallel()
	f := setup(t)
	res, body := f.do(t, http.MethodGet, "/nowhere", "")
	require.Equal(t, 404, res.StatusCode)
	require.Equal(t, "route_not_found", problemIn(t, body).Code)
	res, body = f.do(t, http.MethodDelete, "/things", "")
	require.Equal(t, 405, res.StatusCode)
	require.Equal(t, "GET, POST", res.Header.Get("Allow"))
	require.Equal(t, "method_not_allowed", problemIn(t, body).Code)
}

func TestAMiddlewareRefusesInTheSameWords(t *testing.T) {
	t.Parallel()
	for status, code := range map[int]string{413: "body_too_large", 500: "internal", 418: "internal"} {
		w := httptest.NewRecorder()
		apikit.WriteStatus(w, correlation, status)
		require.Equal(t, code, problemIn(t, w.Body.String()).Code)
		require.Equal(t, correlation, problemIn(t, w.Body.String()).Instance)
		require.Equal(t, w.Code, problemIn(t, w.Body.String()).Status)
	}
	w := httptest.NewRecorder()
	apikit.WriteFault(w, correlation, fault.Forbidden("cross_origin", "Not from there."))
	require.Equal(t, 403, w.Code)
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	require.Equal(t, "cross_origin", problemIn(t, w.Body.String()).Code)
}

func TestAKeyIsGivenUpWhenTheWorkPanics(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.panics = true
	require.Panics(t, func() { f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-1") })
	f.panics = false
	res, _ := f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-1")
	require.Equal(t, 201, res.StatusCode)
}

func TestAnswersHaveNoSchemaAndNoNullList(t *testing.T) {
	t.Parallel()
	f := setup(t)
	res, body := f.do(t, http.MethodPost, "/things", `{"name":"fine"}`)
	require.Equal(t, 201, res.StatusCode)
	require.NotContains(t, body, "$schema")
	require.Empty(t, res.Header.Get("Link"))
	doc, err := f.api.Document().MarshalJSON()
	require.NoError(t, err)
	require.NotContains(t, string(doc), `["array","null"]`)
}

func TestACursorOpensOnlyWhereItWasSealed(t *testing.T) {
	t.Parallel()
	f := setup(t)
	cursor := f.api.Seal("position-7", "listThings", "ada")
	require.NotContains(t, cursor, "position")
	position, err := f.api.Open(cursor, "listThings", "ada")
	require.NoError(t, err)
	require.Equal(t, "position-7", position)
	res, _ := f.do(t, http.MethodGet, "/things?cursor="+cursor, "")
	require.Equal(t, 204, res.StatusCode)

	changed := []byte(cursor)
	changed[len(changed)/2] ^= 1
	for name, bad := range map[string]string{
		"changed":        string(changed),
		"cut":            cursor[:len(cursor)-2],
		"made up":        "bm90LWEtY3Vyc29y",
		"not base64":     "!!!",
		"another's":      f.api.Seal("position-7", "listThings", "eve"),
		"another list's": f.api.Seal("position-7", "listOthers", "ada"),
		"shifted words":  f.api.Seal("position-7", "listThingsa", "da"),
	} {
		res, body := f.do(t, http.MethodGet, "/things?cursor="+bad, "")
		require.Equal(t, 400, res.StatusCode, name)
		require.Equal(t, "invalid_cursor", problemIn(t, body).Code, name)
	}
	require.Empty(t, f.api.Seal(""))
}

func TestAnETagNamesOneVersion(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	tag := apikit.ETag(now)
	require.Regexp(t, `^"[0-9a-z]+"$`, tag)
	for _, match := range []apikit.IfMatch{"", "*", apikit.IfMatch(tag), apikit.IfMatch(`"x", ` + tag)} {
		require.NoError(t, match.Check(now), match)
	}
	for _, match := range []apikit.IfMatch{`"x"`, apikit.IfMatch("W/" + tag), apikit.IfMatch(strings.Trim(tag, `"`))} {
		require.ErrorIs(t, match.Check(now), apikit.ErrStale, match)
	}
	require.ErrorIs(t, apikit.IfMatch(tag).Check(now.Add(time.Microsecond)), apikit.ErrStale)
}

func TestARepeatedRequestIsAnsweredAsTheFirst(t *testing.T) {
	t.Parallel()
	f := setup(t)
	first, firstBody := f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-1")
	again, againBody := f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-1")
	require.Equal(t, 1, f.made)
	require.Equal(t, firstBody, againBody)
	require.Equal(t, first.StatusCode, again.StatusCode)
	require.Equal(t, "/things/1", again.Header.Get("Location"))
	require.Empty(t, first.Header.Get("Idempotent-Replayed"))
	require.Equal(t, "true", again.Header.Get("Idempotent-Replayed"))

	_, _ = f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-1", "X-Who", "eve")
	require.Equal(t, 2, f.made, "another caller's key is another key")
	_, _ = f.do(t, http.MethodPost, "/things", `{"name":"fine"}`)
	require.Equal(t, 3, f.made)

	for key, e := range f.store.entries {
		require.NotContains(t, key, "k-1")
		require.NotContains(t, string(e.sealed), "the-new-secret", "an answer may hold a secret")
	}
}

func TestAKeyBelongsToOneRequest(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, _ = f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-1")
	res, body := f.do(t, http.MethodPost, "/things", `{"name":"other"}`, "Idempotency-Key", "k-1")
	require.Equal(t, 422, res.StatusCode)
	require.Equal(t, "idempotency_key_reused", problemIn(t, body).Code)
	require.Equal(t, 1, f.made)
}

func TestAKeyInFlightIsAConflict(t *testing.T) {
	t.Parallel()
	f := setup(t)
	_, _ = f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-1")
	for _, e := range f.store.entries {
		e.sealed = nil
	}
	res, body := f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-1")
	require.Equal(t, 409, res.StatusCode)
	require.Equal(t, "idempotency_key_in_flight", problemIn(t, body).Code)
	require.Equal(t, 1, f.made)
}

func TestARefusalIsRememberedAndAFailureIsNot(t *testing.T) {
	t.Parallel()
	f := setup(t)
	f.fail = fault.Conflict("thing_taken", "That is taken.")
	_, _ = f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-1")
	res, _ := f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-1")
	require.Equal(t, 409, res.StatusCode)
	require.Equal(t, "true", res.Header.Get("Idempotent-Replayed"))
	require.Equal(t, 1, f.made)

	f.fail = errors.New("the disk is gone")
	_, _ = f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-2")
	f.fail = nil
	res, _ = f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", "k-2")
	require.Equal(t, 201, res.StatusCode)
	require.Empty(t, res.Header.Get("Idempotent-Replayed"))
}

func TestAnUnreadableKeyIsRefused(t *testing.T) {
	t.Parallel()
	f := setup(t)
	for _, key := range []string{"has space", strings.Repeat("k", 256), "ü"} {
		res, body := f.do(t, http.MethodPost, "/things", `{"name":"fine"}`, "Idempotency-Key", key)
		require.Equal(t, 422, res.StatusCode)
		require.Equal(t, "idempotency_key_malformed", problemIn(t, body).Code)
		require.NotContains(t, body, key)
	}
	require.Zero(t, f.made)
}

func TestEveryRefusalIsDocumented(t *testing.T) {
	t.Parallel()
	f := setup(t)
	responses := f.api.Document().Paths["/things"].Post.Responses
	for status, code := range map[string]string{
		"400": "malformed_request", "401": "unauthenticated", "409": "thing_taken", "413": "body_too_large",
		"415": "unsupported_media_type", "422": "validation_failed", "500": "internal",
	} {
		require.Contains(t, responses, status)
		require.Contains(t, responses[status].Description, "`"+code+"`")
		require.Contains(t, responses[status].Content["application/problem+json"].Examples, code)
	}
}

// entry and memory are the fake of a use case that remembers answers.
type entry struct {
	request secret.Hash
	sealed  []byte
}

type memory struct {
	mu      sync.Mutex
	entries map[string]*entry
}

func (m *memory) Claim(_ context.Context, who, key string, request secret.Hash) (apikit.Claim, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e := m.entries[who+key]; e != nil {
		return apikit.Claim{Request: e.request, Sealed: e.sealed}, nil
	}
	m.entries[who+key] = &entry{request: request}
	return apikit.Claim{Mine: true, Request: request}, nil
}

func (m *memory) Remember(_ context.Context, who, key string, _ int, sealed []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[who+key].sealed = sealed
	return nil
}

func (m *memory) Release(_ context.Context, who, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, who+key)
	return nil
}

// syncBuffer is a log that parallel requests may write to.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
