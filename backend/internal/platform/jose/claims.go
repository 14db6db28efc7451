package jose

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	exact "github.com/go-jose/go-jose/v4/json" // encoding/json matches names in any case
)

const (
	maxDocument = 64 << 10
	maxDepth    = 32
	lastSecond  = 253402300799 // the end of the year 9999
)

// StrictObject reads one JSON object where two readers could not disagree: at
// most 64 KiB of UTF-8, no object with two members of the same name at any depth,
// names that differ only in case being the same, no more than 32 levels, nothing
// after the object. Values are as they were sent. The error is an Error.
func StrictObject(raw []byte) (map[string]json.RawMessage, error) {
	if len(raw) > maxDocument {
		return nil, ErrDocumentTooLarge
	}
	if !utf8.Valid(raw) {
		return nil, ErrNotObject
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := walk(d, 1); err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return nil, ErrNotObject
	}
	return members, nil
}

// walk reads one value, at the given level.
func walk(d *json.Decoder, level int) error {
	token, err := d.Token()
	if err != nil {
		return ErrNotObject
	}
	opening, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if level > maxDepth {
		return ErrDepth
	}
	seen := map[string]bool{}
	for d.More() {
		if opening == '{' {
			key, err := d.Token()
			name, ok := key.(string)
			if err != nil || !ok {
				return ErrNotObject
			}
			if name = fold(name); seen[name] {
				return ErrRepeated
			}
			seen[name] = true
		}
		if err := walk(d, level+1); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return ErrNotObject
	}
	return nil
}

// fold is the same for all names that encoding/json takes to be the same.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		lowest := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			lowest = min(lowest, other)
		}
		return lowest
	}, name)
}

// DecodeClaims reads a JSON object, as strictly as StrictObject, into the struct
// that into points to. Only fields with a json tag are filled, and only by members
// of exactly that name, at every depth; a member of the object whose name is that
// of a field in another case refuses it. Members without a field are ignored. The
// error is an Error or a MemberError.
func DecodeClaims(payload []byte, into any) error {
	members, err := StrictObject(payload)
	if err != nil {
		return err
	}
	return decodeMembers(members, into)
}

func decodeMembers(members map[string]json.RawMessage, into any) error {
	v := reflect.ValueOf(into).Elem()
	known := map[string]string{}
	for _, field := range reflect.VisibleFields(v.Type()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		known[fold(name)] = name
		raw, ok := members[name]
		if ok && exact.Unmarshal(raw, v.FieldByIndex(field.Index).Addr().Interface()) != nil {
			return &MemberError{name, "The member has the wrong type or an impossible value."}
		}
	}
	for name := range members {
		if right, ok := known[fold(name)]; ok && right != name {
			return &MemberError{right, "The name of the member is written in another case."}
		}
	}
	return nil
}

// Audience is an aud claim: a string or an array of strings (RFC 7519 4.1.3).
type Audience struct {
	values []string
	single bool
}

// Has reports whether the token is meant for aud.
func (a Audience) Has(aud string) bool { return slices.Contains(a.values, aud) }

// IsSingleString reports whether the claim was a string, as FAPI 2.0 demands of
// client assertions, and not an array, even of one.
func (a Audience) IsSingleString() bool { return a.single }

// Values are the audiences, in their order.
func (a Audience) Values() []string { return slices.Clone(a.values) }

// UnmarshalJSON reads a string or an array of strings.
func (a *Audience) UnmarshalJSON(raw []byte) error {
	var either any
	if err := json.Unmarshal(raw, &either); err != nil {
		return err
	}
	*a = Audience{}
	switch v := either.(type) {
	case string:
		*a = Audience{[]string{v}, true}
		return nil
	case []any:
		for _, each := range v {
			s, ok := each.(string)
			if !ok {
				return errors.New("jose: aud holds something else than strings")
			}
			a.values = append(a.values, s)
		}
		return nil
	}
	return errors.New("jose: aud is neither a string nor an array")
}

// NumericDate is a time in seconds since 1970, perhaps with a fraction (RFC 7519
// 2). The zero value is a claim that was not there.
type NumericDate struct{ at time.Time }

// Time is the moment, in UTC.
func (n NumericDate) Time() time.Time { return n.at }

// IsZero reports whether the claim was not there.
func (n NumericDate) IsZero() bool { return n.at.IsZero() }

// UnmarshalJSON reads a number between 1970 and the year 9999; what is beyond was
// probably written in milliseconds.
func (n *NumericDate) UnmarshalJSON(raw []byte) error {
	f, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || !(f >= 0 && f <= lastSecond) {
		return errors.New("jose: not a date in seconds")
	}
	seconds, fraction := math.Modf(f)
	n.at = time.Unix(int64(seconds), int64(fraction*1e9)).UTC()
	return nil
}
