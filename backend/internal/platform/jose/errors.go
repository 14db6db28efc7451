package jose

import (
	"errors"
	"strings"
)

// ErrInvalid is what every refusal of this package is: errors.Is(err, ErrInvalid)
// holds for each Error and MemberError.
var ErrInvalid = errors.New("jose: invalid token")

// Error says why a token or a JSON document was refused, in a sentence for the
// developer who sent it. It holds nothing of what was sent.
type Error string

// The refusals.
const (
	ErrTooLarge         Error = "The token is longer than 16 KiB."
	ErrMalformed        Error = "The token is not a signed JWT in compact form: three parts of unpadded base64url, joined by dots."
	ErrEncrypted        Error = "The token is encrypted. Send it signed only."
	ErrUnsigned         Error = "The token is not signed."
	ErrExtension        Error = "The token's header uses crit or b64, which are not supported."
	ErrAlg              Error = "The token is signed with an algorithm that is not accepted here."
	ErrTyp              Error = "The typ in the token's header is not the one expected here."
	ErrUnknownKey       Error = "No key of the key set has the kid of the token, or fits a token without a kid."
	ErrKeyKind          Error = "The key of that kid is not for the algorithm the token is signed with."
	ErrSignature        Error = "The signature of the token does not fit the key."
	ErrKeyPurpose       Error = "The key is not for signatures, or of a kind that is not supported here."
	ErrNoEmbeddedKey    Error = "The token's header has no jwk."
	ErrDocumentTooLarge Error = "The document is longer than 64 KiB."
	ErrNotObject        Error = "This is not one JSON object, in UTF-8 and with nothing after it."
	ErrDepth            Error = "The JSON is nested deeper than 32 levels."
	ErrRepeated         Error = "A JSON object names a member twice, perhaps in upper and in lower case."
)

// Error is the sentence.
func (e Error) Error() string { return string(e) }

// Is makes every refusal an ErrInvalid.
func (Error) Is(target error) bool { return target == ErrInvalid }

// MemberError says what is wrong with one member of a JSON document, in a
// sentence for the developer who sent it. It holds nothing of what was sent.
type MemberError struct {
	// Path is where the member is, such as "exp", "keys[1].n" or
	// "header.jwk.d".
	Path     string
	Sentence string
}

// Error is the path and the sentence.
func (e *MemberError) Error() string { return e.Path + ": " + e.Sentence }

// Is makes every refusal an ErrInvalid.
func (*MemberError) Is(target error) bool { return target == ErrInvalid }

// at says of an error about a member that it is inside path. Other errors stay.
func at(path string, err error) error {
	var m *MemberError
	if !errors.As(err, &m) {
		return err
	}
	return &MemberError{strings.TrimSuffix(path+"."+m.Path, "."), m.Sentence}
}
