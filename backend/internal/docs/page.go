package docs

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"alias.example/alias/backend/internal/oauth"
)

// page is everything the reference shows.
type page struct {
	BaseURL    string
	Stylesheet string
	Icon       string
	Own        string
	APIs       []api
	Problems   []problem
	Reasons    []reason
}

type api struct {
	ID, Title, Intro string
	Files            string // the address of its document, without the ending
	Groups           []group
}

type group struct {
	ID, Title, Intro string
	Operations       []operation
}

type operation struct {
	ID, Method, Path      string
	Summary, Description  string
	Parameters            []field
	Body                  []field
	BodyType, BodyExample string
	Answers               []reply
	Problems              []problem
	Curl                  string
}

type reply struct {
	Status, Description string
	Fields              []field
	Example             string
}

// field is one input or output. Fields are those inside it.
type field struct {
	Name, Type, Place, Description string
	Required                       bool
	Limits                         []string
	Fields                         []field
}

type problem struct {
	Code, Title string
	Status      string
}

type reason struct{ Name, Summary string }

// reader walks one document.
type reader struct {
	doc  *huma.OpenAPI
	base string
}

// read makes a section of the page from a document.
func read(doc *huma.OpenAPI, id, baseURL, files string) api {
	r := reader{doc: doc, base: strings.TrimSuffix(baseURL, "/")}
	if len(doc.Servers) > 0 {
		r.base += strings.TrimSuffix(doc.Servers[0].URL, "/")
	}
	out := api{ID: id, Title: doc.Info.Title, Intro: doc.Info.Description, Files: files}
	for _, tag := range doc.Tags {
		g := group{ID: id + "-" + slug(tag.Name), Title: tag.Name, Intro: tag.Description}
		for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
			item := doc.Paths[path]
			for _, one := range []*huma.Operation{item.Get, item.Post, item.Patch, item.Put, item.Delete} {
				if one != nil && slices.Contains(one.Tags, tag.Name) {
					g.Operations = append(g.Operations, r.operation(one))
				}
			}
		}
		out.Groups = append(out.Groups, g)
	}
	return out
}

func slug(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "-") }

func (r reader) operation(op *huma.Operation) operation {
	out := operation{
		ID: op.OperationID, Method: op.Method, Path: pathOf(r.base) + op.Path, Summary: op.Summary, Description: op.Description,
	}
	for _, p := range op.Parameters {
		f := r.field(p.Name, p.Schema, p.Required, 0)
		f.Place, f.Description = p.In, p.Description
		out.Parameters = append(out.Parameters, f)
	}
	if op.RequestBody != nil {
		for _, contentType := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
			schema := op.RequestBody.Content[contentType].Schema
			out.BodyType, out.Body = contentType, r.fields(schema, 0)
			if contentType == "application/json" {
				out.BodyExample = pretty(r.example(schema, true))
			}
		}
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		response := op.Responses[status]
		if media := response.Content["application/problem+json"]; media != nil {
			for _, code := range slices.Sorted(maps.Keys(media.Examples)) {
				out.Problems = append(out.Problems, problem{Code: code, Title: media.Examples[code].Summary, Status: status})
			}
			continue
		}
		a := reply{Status: statusText(status), Description: response.Description}
		if media := response.Content["application/json"]; media != nil && media.Schema != nil {
			a.Fields, a.Example = r.fields(media.Schema, 0), pretty(r.example(media.Schema, false))
		}
		out.Answers = append(out.Answers, a)
	}
	out.Curl = r.curl(op)
	return out
}

func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Path
}

// maxDepth is deeper than any of our schemas; it stops a circle.
const maxDepth = 6

func (r reader) deref(s *huma.Schema) *huma.Schema {
	for s != nil && s.Ref != "" {
		s = r.doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s
}

// fields are those of an object, the required ones first.
func (r reader) fields(s *huma.Schema, depth int) []field {
	s = r.deref(s)
	if s == nil || depth > maxDepth {
		return nil
	}
	if s.Type == huma.TypeArray {
		return r.fields(s.Items, depth)
	}
	var required, optional []field
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		f := r.field(name, s.Properties[name], slices.Contains(s.Required, name), depth+1)
		if f.Required {
			required = append(required, f)
		} else {
			optional = append(optional, f)
		}
	}
	return append(required, optional...)
}

func (r reader) field(name string, s *huma.Schema, required bool, depth int) field {
	f := field{Name: name, Required: required, Description: s.Description}
	d := r.deref(s)
	f.Type, f.Limits = describeType(r, d), limits(d)
	if d.Type == huma.TypeArray {
		f.Limits = append(f.Limits, limits(r.deref(d.Items))...)
	}
	f.Fields = r.fields(d, depth)
	return f
}

func describeType(r reader, s *huma.Schema) string {
	words := map[string]string{huma.TypeString: "text", huma.TypeInteger: "whole number", huma.TypeNumber: "number", huma.TypeBoolean: "true or false", huma.TypeObject: "object"}
	formats := map[string]string{"date-time": "time (RFC 3339)", "uri": "address (URI)", "email": "email address"}
	switch {
	case s.Type == huma.TypeArray:
		return "list of " + describeType(r, r.deref(s.Items))
	case formats[s.Format] != "":
		return formats[s.Format]
	}
	return words[s.Type]
}

func limits(s *huma.Schema) []string {
	var out []string
	if len(s.Enum) > 0 {
		choices := make([]string, len(s.Enum))
		for i, c := range s.Enum {
			choices[i] = fmt.Sprint(c)
		}
		out = append(out, "one of "+strings.Join(choices, ", "))
	}
	out = append(out, between(s.MinLength, s.MaxLength, "characters")...)
	out = append(out, between(s.MinItems, s.MaxItems, "entries")...)
	if s.Minimum != nil {
		out = append(out, fmt.Sprintf("%v or more", *s.Minimum))
	}
	if s.Maximum != nil {
		out = append(out, fmt.Sprintf("%v or less", *s.Maximum))
	}
	if s.Default != nil {
		out = append(out, fmt.Sprintf("%v when left out", s.Default))
	}
	return out
}

// between says how many of something there may be.
func between(least, most *int, what string) []string {
	switch {
	case least != nil && most != nil:
		return []string{strconv.Itoa(*least) + " to " + strconv.Itoa(*most) + " " + what}
	case least != nil:
		return []string{"at least " + strconv.Itoa(*least) + " " + what}
	case most != nil:
		return []string{"at most " + strconv.Itoa(*most) + " " + what}
	}
	return nil
}

// example is a value the schema describes. In a request only what is required,
// and what has an example of its own, is filled in.
func (r reader) example(s *huma.Schema, request bool) any {
	s = r.deref(s)
	switch {
	case s == nil:
		return nil
	case len(s.Examples) > 0:
		return s.Examples[0]
	case s.Default != nil:
		return s.Default
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	switch s.Type {
	case huma.TypeObject:
		out := map[string]any{}
		for name, p := range s.Properties {
			if !request || slices.Contains(s.Required, name) || (len(s.Required) == 0 && len(r.deref(p).Examples) > 0) {
				out[name] = r.example(p, request)
			}
		}
		return out
	case huma.TypeArray:
		if r.deref(s.Items).Type == huma.TypeObject {
			return []any{r.example(s.Items, request)}
		}
		return []any{}
	case huma.TypeInteger, huma.TypeNumber:
		return 1
	case huma.TypeBoolean:
		return false
	}
	if s.Format == "date-time" {
		return "2026-01-02T15:04:05Z"
	}
	return "…"
}

func pretty(v any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return ""
	}
	return strings.TrimSpace(b.String())
}

// curl is a command to copy.
func (r reader) curl(op *huma.Operation) string {
	address, query := r.base+op.Path, url.Values{}
	for _, p := range op.Parameters {
		value := fmt.Sprint(r.example(p.Schema, true))
		switch {
		case p.In == "path":
			address = strings.ReplaceAll(address, "{"+p.Name+"}", value)
		case p.In == "query" && (p.Required || strings.HasPrefix(p.Name, "code_challenge")):
			query.Set(p.Name, value)
		}
	}
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	lines := []string{"curl " + quote(address)}
	if op.Method != http.MethodGet {
		lines[0] = "curl -X " + op.Method + " " + quote(address)
	}
	for _, scheme := range op.Security {
		for name := range scheme {
			switch name {
			case "session":
				lines = append(lines, "-H 'Cookie: alias_session=…'")
			case "client":
				lines = append(lines, "-u 'CLIENT_ID:CLIENT_SECRET'")
			case "bearer":
				lines = append(lines, "-H 'Authorization: Bearer ACCESS_TOKEN'")
			}
		}
	}
	if op.RequestBody != nil {
		lines = append(lines, r.curlBody(op.RequestBody)...)
	}
	return strings.Join(lines, " \\\n  ")
}

func (r reader) curlBody(body *huma.RequestBody) []string {
	if media := body.Content["application/json"]; media != nil {
		raw, err := json.Marshal(r.example(media.Schema, true))
		if err != nil {
			return nil
		}
		return []string{"-H 'Content-Type: application/json'", "-d " + quote(string(raw))}
	}
	var lines []string
	schema := r.deref(body.Content[form].Schema)
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		s := schema.Properties[name]
		if slices.Contains(schema.Required, name) || slices.Contains([]string{"code", "redirect_uri", "code_verifier", "code_challenge", "code_challenge_method"}, name) {
			lines = append(lines, "--data-urlencode "+quote(name+"="+fmt.Sprint(r.example(s, true))))
		}
	}
	return lines
}

// quote keeps a shell from reading anything into s.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// problemsOf gathers every problem there is, once.
func problemsOf(apis []api) []problem {
	seen := map[string]problem{}
	for _, a := range apis {
		for _, g := range a.Groups {
			for _, o := range g.Operations {
				for _, p := range o.Problems {
					seen[p.Code] = p
				}
			}
		}
	}
	return slices.SortedFunc(maps.Values(seen), func(a, b problem) int { return strings.Compare(a.Code, b.Code) })
}

func reasonsOf() []reason {
	var out []reason
	for _, r := range oauth.Reasons() {
		if r != oauth.OK {
			out = append(out, reason{string(r), r.Summary()})
		}
	}
	slices.SortFunc(out, func(a, b reason) int { return strings.Compare(a.Name, b.Name) })
	return out
}
