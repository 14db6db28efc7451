// Package id defines one type per kind of identifier, so that a client ID
// cannot be passed where an account ID is meant. It must never make an
// identifier from another one: every ID is new.
package id

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// ErrMalformed says that a string is not an identifier of the kind asked for.
var ErrMalformed = errors.New("id: malformed")

// ID is a UUIDv7 branded with the kind of thing it names. Its text form is a
// three-letter prefix, an underscore and the UUID in lower case.
type ID[K kind] struct{ u uuid.UUID }

type kind interface{ prefix() string }

type (
	tenantKind            struct{}
	clientKind            struct{}
	clientSecretKind      struct{}
	developerKind         struct{}
	sectorKind            struct{}
	accountKind           struct{}
	mailboxKind           struct{}
	sessionKind           struct{}
	noticeKind            struct{}
	connectionKind        struct{}
	requestKind           struct{}
	grantKind             struct{}
	attemptKind           struct{}
	auditKind             struct{}
	testSignInKind        struct{}
	logoutDeliveryKind    struct{}
	registrationTokenKind struct{}
	resourceKind          struct{}
	deviceKind            struct{}
)

func (tenantKind) prefix() string            { return "ten" }
func (clientKind) prefix() string            { return "cli" }
func (clientSecretKind) prefix() string      { return "sec" }
func (developerKind) prefix() string         { return "dev" }
func (sectorKind) prefix() string            { return "sct" }
func (accountKind) prefix() string           { return "acc" }
func (mailboxKind) prefix() string           { return "mbx" }
func (sessionKind) prefix() string           { return "ses" }
func (noticeKind) prefix() string            { return "ntc" }
func (connectionKind) prefix() string        { return "con" }
func (requestKind) prefix() string           { return "req" }
func (grantKind) prefix() string             { return "grt" }
func (attemptKind) prefix() string           { return "att" }
func (auditKind) prefix() string             { return "aud" }
func (testSignInKind) prefix() string        { return "tst" }
func (logoutDeliveryKind) prefix() string    { return "lgo" }
func (registrationTokenKind) prefix() string { return "rgt" }
func (resourceKind) prefix() string          { return "res" }
func (deviceKind) prefix() string            { return "dvc" }

// The kinds of identifier. An account, a mailbox and a session are never named
// in a token, a job, a URL or a log line.
type (
	// Tenant names a tenant.
	Tenant = ID[tenantKind]
	// Client names a client.
	Client = ID[clientKind]
	// ClientSecret names a client secret.
	ClientSecret = ID[clientSecretKind]
	// Developer names a developer, on the service's side of the wall.
	Developer = ID[developerKind]
	// Sector names a sector.
	Sector = ID[sectorKind]
	// Account names an account; it stays on the person's side of the wall.
	Account = ID[accountKind]
	// Mailbox names a mailbox, on the person's side.
	Mailbox = ID[mailboxKind]
	// Session names a session, on the person's side.
	Session = ID[sessionKind]
	// Notice names a notice.
	Notice = ID[noticeKind]
	// Connection names a connection.
	Connection = ID[connectionKind]
	// Request names an authorization request.
	Request = ID[requestKind]
	// Grant names a grant.
	Grant = ID[grantKind]
	// Attempt names an attempt.
	Attempt = ID[attemptKind]
	// Audit names an audit event.
	Audit = ID[auditKind]
	// TestSignIn names a test sign-in.
	TestSignIn = ID[testSignInKind]
	// LogoutDelivery names the delivery of a logout.
	LogoutDelivery = ID[logoutDeliveryKind]
	// RegistrationToken names an initial access token.
	RegistrationToken = ID[registrationTokenKind]
	// Resource names a protected resource.
	Resource = ID[resourceKind]
	// Device names a device authorization.
	Device = ID[deviceKind]
)

func newID[K kind]() ID[K] { return ID[K]{uuid.Must(uuid.NewV7())} }

// NewTenant makes the ID of a tenant.
func NewTenant() Tenant { return newID[tenantKind]() }

// NewClient makes the ID of a client.
func NewClient() Client { return newID[clientKind]() }

// NewClientSecret makes the ID of a client secret.
func NewClientSecret() ClientSecret { return newID[clientSecretKind]() }

// NewDeveloper makes the ID of a developer.
func NewDeveloper() Developer { return newID[developerKind]() }

// NewSector makes the ID of a sector.
func NewSector() Sector { return newID[sectorKind]() }

// NewAccount makes the ID of an account.
func NewAccount() Account { return newID[accountKind]() }

// NewMailbox makes the ID of a mailbox.
func NewMailbox() Mailbox { return newID[mailboxKind]() }

// NewSession makes the ID of a session.
func NewSession() Session { return newID[sessionKind]() }

// NewNotice makes the ID of a notice.
func NewNotice() Notice { return newID[noticeKind]() }

// NewConnection makes the ID of a connection.
func NewConnection() Connection { return newID[connectionKind]() }

// NewRequest makes the ID of an authorization request.
func NewRequest() Request { return newID[requestKind]() }

// NewGrant makes the ID of a grant.
func NewGrant() Grant { return newID[grantKind]() }

// NewAttempt makes the ID of an attempt.
func NewAttempt() Attempt { return newID[attemptKind]() }

// NewAudit makes the ID of an audit event.
func NewAudit() Audit { return newID[auditKind]() }

// NewTestSignIn makes the ID of a test sign-in.
func NewTestSignIn() TestSignIn { return newID[testSignInKind]() }

// NewLogoutDelivery makes the ID of the delivery of a logout.
func NewLogoutDelivery() LogoutDelivery { return newID[logoutDeliveryKind]() }

// NewRegistrationToken makes the ID of an initial access token.
func NewRegistrationToken() RegistrationToken { return newID[registrationTokenKind]() }

// NewResource makes the ID of a protected resource.
func NewResource() Resource { return newID[resourceKind]() }

// NewDevice makes the ID of a device authorization.
func NewDevice() Device { return newID[deviceKind]() }

func (i *ID[K]) parse(s string) error {
	var k K
	rest, ok := strings.CutPrefix(s, k.prefix()+"_")
	if !ok || len(rest) != 36 || strings.ToLower(rest) != rest {
		return ErrMalformed
	}
	u, err := uuid.Parse(rest)
	if err != nil {
		return ErrMalformed
	}
	i.u = u
	return nil
}

// Parse reads the text form of an identifier into its type:
//
//	c, err := id.Parse[id.Client](s)
//
// It accepts exactly what String writes and answers ErrMalformed otherwise.
func Parse[T any, P interface {
	*T
	parse(s string) error
}](s string) (T, error) {
	var t T
	if err := P(&t).parse(s); err != nil {
		var zero T
		return zero, err
	}
	return t, nil
}

// FromUUID brands a bare UUID, as jobs and settings carry it.
func FromUUID[T any, P interface {
	*T
	set(u uuid.UUID)
}](s string) (T, error) {
	var t T
	u, err := uuid.Parse(s)
	if err != nil {
		return t, fmt.Errorf("%w: not a uuid", ErrMalformed)
	}
	P(&t).set(u)
	return t, nil
}

func (i *ID[K]) set(u uuid.UUID) { i.u = u }

// FromBytes brands the bytes of a UUID, as an expression of a query answers it;
// all zero is the zero ID.
func FromBytes[T any, P interface {
	*T
	set(u uuid.UUID)
}](b [16]byte) T {
	var t T
	P(&t).set(b)
	return t
}

// UUIDs is a list of identifiers as PostgreSQL takes it.
func UUIDs[K kind](list []ID[K]) []pgtype.UUID {
	out := make([]pgtype.UUID, len(list))
	for i, v := range list {
		out[i] = pgtype.UUID{Bytes: v.u, Valid: true}
	}
	return out
}

// String is the prefixed text form.
func (i ID[K]) String() string {
	var k K
	return k.prefix() + "_" + i.u.String()
}

// UUIDString is the bare UUID, without the kind's prefix.
func (i ID[K]) UUIDString() string { return i.u.String() }

// IsZero reports whether i names nothing.
func (i ID[K]) IsZero() bool { return i.u == uuid.Nil }

// MarshalText writes the prefixed text form.
func (i ID[K]) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads the prefixed text form.
func (i *ID[K]) UnmarshalText(b []byte) error { return i.parse(string(b)) }

// ScanUUID reads the identifier from PostgreSQL; NULL is an error.
func (i *ID[K]) ScanUUID(v pgtype.UUID) error {
	if !v.Valid {
		return errors.New("id: null")
	}
	i.u = v.Bytes
	return nil
}

// UUIDValue writes the identifier to PostgreSQL.
func (i ID[K]) UUIDValue() (pgtype.UUID, error) {
	return pgtype.UUID{Bytes: i.u, Valid: true}, nil
}
