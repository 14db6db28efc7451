package tenant

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"alias.example/alias/backend/internal/platform/fault"
	"alias.example/alias/backend/internal/platform/jose"
	"alias.example/alias/backend/internal/platform/urls"
)

// RegistrationMode says who may register clients at the registration endpoint
// (RFC 7591 3).
type RegistrationMode string

// The modes. Off is the default.
const (
	RegistrationOff       RegistrationMode = "off"
	RegistrationToken     RegistrationMode = "token"              // with an initial access token
	RegistrationStatement RegistrationMode = "software_statement" // with a statement of a trusted issuer
	RegistrationOpen      RegistrationMode = "open"               // anybody; what registers is quarantined
)

// Settings are what a developer chooses for the whole issuer. The zero value is
// the default of each.
type Settings struct {
	Registration  Registration  `json:"registration,omitzero"`
	Documents     Documents     `json:"client_id_metadata_documents,omitzero"`
	Compatibility Compatibility `json:"compatibility,omitzero"`
}

// Registration is dynamic client registration.
type Registration struct {
	Mode             RegistrationMode  `json:"mode,omitempty"` // none is off
	StatementIssuers []StatementIssuer `json:"software_statement_issuers,omitempty"`
}

// RegistrationModes lists the modes.
func RegistrationModes() []RegistrationMode {
	return []RegistrationMode{RegistrationOff, RegistrationToken, RegistrationStatement, RegistrationOpen}
}

// Open reports whether the endpoint answers at all.
func (r Registration) Open() bool { return r.Mode != "" && r.Mode != RegistrationOff }

// StatementIssuer signs software statements that are believed (RFC 7591 2.3).
type StatementIssuer struct {
	Issuer  string          `json:"issuer"`
	JWKS    json.RawMessage `json:"jwks,omitempty"`
	JWKSURI string          `json:"jwks_uri,omitempty"`
}

// Documents are clients whose client_id is the address of a metadata document.
type Documents struct {
	Enabled bool     `json:"enabled,omitempty"`
	Allowed []string `json:"allowed_hosts,omitempty"` // none is every host
	Denied  []string `json:"denied_hosts,omitempty"`
}

// Allows reports whether documents at a host are read: not those denied, and, when
// some are allowed, only those. "*.example.com" is every name below example.com.
func (d Documents) Allows(host string) bool {
	matches := func(pattern string) bool {
		below, wild := strings.CutPrefix(pattern, "*")
		return pattern == host || (wild && strings.HasSuffix(host, below) && len(host) > len(below))
	}
	return d.Enabled && !slices.ContainsFunc(d.Denied, matches) && (len(d.Allowed) == 0 || slices.ContainsFunc(d.Allowed, matches))
}

// Compatibility are switches for what newer standards have taken away.
type Compatibility struct {
	ImplicitAndHybrid bool `json:"implicit_and_hybrid,omitempty"`
}

const (
	mostIssuers = 20
	mostHosts   = 100
)

// judge normalises the settings and blames what cannot be accepted, by the name it
// has everywhere.
func (s *Settings) judge(wrong *fault.Fields, development bool) {
	r := &s.Registration
	if r.Mode == RegistrationOff {
		r.Mode = "" // the zero value is the default
	}
	if r.Mode != "" && !slices.Contains(RegistrationModes(), r.Mode) {
		wrong.Add("registration.mode", "not_a_choice", "Use off, token, software_statement or open.")
	}
	if r.Mode == RegistrationStatement && len(r.StatementIssuers) == 0 {
		wrong.Add("registration.software_statement_issuers", "required", "Say whose software statements are believed.")
	}
	if len(r.StatementIssuers) > mostIssuers {
		wrong.Add("registration.software_statement_issuers", "too_many", "At most 20 issuers.")
	} else {
		for i, issuer := range r.StatementIssuers {
			at := "registration.software_statement_issuers[" + strconv.Itoa(i) + "]"
			issuer.judge(wrong, at, development)
			if slices.ContainsFunc(r.StatementIssuers[:i], func(o StatementIssuer) bool { return o.Issuer == issuer.Issuer }) {
				wrong.Add(at+".issuer", "repeated", "This issuer is there already.")
			}
		}
	}
	judgeHosts(wrong, "client_id_metadata_documents.allowed_hosts", s.Documents.Allowed, development)
	judgeHosts(wrong, "client_id_metadata_documents.denied_hosts", s.Documents.Denied, development)
}

func (i StatementIssuer) judge(wrong *fault.Fields, at string, development bool) {
	rule := urls.Rule{Loopback: development}
	if why := urls.CheckServer(i.Issuer, rule); why != "" {
		wrong.Add(at+".issuer", "malformed", why)
	}
	switch {
	case (len(i.JWKS) > 0) == (i.JWKSURI != ""):
		wrong.Add(at+".jwks_uri", "exclusive", "The issuer's keys are given by value (jwks) or by address (jwks_uri): one of the two.")
	case i.JWKSURI != "":
		if why := urls.CheckServer(i.JWKSURI, rule); why != "" {
			wrong.Add(at+".jwks_uri", "malformed", why)
		}
	default:
		if _, err := jose.ParsePublicSet(i.JWKS); err != nil {
			place, why := at+".jwks", err.Error()
			if m, ok := errors.AsType[*jose.MemberError](err); ok {
				place, why = place+"."+m.Path, m.Sentence
			}
			wrong.Add(place, "malformed", why)
		}
	}
}

func judgeHosts(wrong *fault.Fields, at string, hosts []string, development bool) {
	if len(hosts) > mostHosts {
		wrong.Add(at, "too_many", "At most 100 hosts.")
		return
	}
	for i, h := range hosts {
		place := at + "[" + strconv.Itoa(i) + "]"
		name := strings.TrimPrefix(h, "*.")
		switch {
		case development && urls.IsLoopback(h):
		case !urls.IsHost(name) || !strings.Contains(name, "."):
			wrong.Add(place, "malformed", "Enter a host name in lower case, such as app.example.com, or *.example.com for every name below it.")
		case slices.Contains(hosts[:i], h):
			wrong.Add(place, "repeated", "This host is there already.")
		}
	}
}

// Differences are the groups of settings in which b differs from a.
func Differences(a, b Settings) []string {
	out := []string{}
	for _, group := range []struct {
		name    string
		was, is any
	}{
		{"registration", a.Registration, b.Registration},
		{"client_id_metadata_documents", a.Documents, b.Documents},
		{"compatibility", a.Compatibility, b.Compatibility},
	} {
		if !reflect.DeepEqual(members(group.was), members(group.is)) {
			out = append(out, group.name)
		}
	}
	return out
}

// members are a group's settings by name, those that differ from their default.
func members(group any) map[string]any {
	var m map[string]any
	doc, err := json.Marshal(group)
	if err == nil {
		err = json.Unmarshal(doc, &m)
	}
	if err != nil {
		panic("tenant: " + err.Error()) // judge has seen that jwks is JSON, and the rest is ours
	}
	return m
}
