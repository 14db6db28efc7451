package view

// Form is what every form carries besides its fields. Templates write the hidden fields under these names.
type Form struct {
	// Action is the path the form is posted to.
	Action string
	// Proof shows that our page made the form; hidden field "proof".
	Proof string
	// RequestID is the authorization request the form belongs to; hidden field "request", left out when empty.
	RequestID string
	// ReturnTo is a path on our own origin to go to afterwards; hidden field "return_to", left out when empty.
	ReturnTo string
	// Errors are what was wrong with the last attempt, by field.
	Errors Errors
}

// Field names used in forms and as keys of Errors.
const (
	FieldForm     = "form" // the form as a whole
	FieldEmail    = "email"
	FieldPassword = "password"
	FieldNickname = "nickname"
	FieldCode     = "code"
	FieldUserCode = "user_code"
)

// Errors maps a field to what is wrong with it. FieldForm stands for the form as a whole.
type Errors map[string]ErrorCode

// ErrorCode names a sentence of the catalogue: "error.<code>".
type ErrorCode string

// Everything a form can say about what was entered. None of them tells whether an account exists.
const (
	ErrorEmailMissing     ErrorCode = "email_missing"
	ErrorEmailInvalid     ErrorCode = "email_invalid"
	ErrorPasswordMissing  ErrorCode = "password_missing"
	ErrorPasswordShort    ErrorCode = "password_short"
	ErrorPasswordLong     ErrorCode = "password_long"
	ErrorPasswordCommon   ErrorCode = "password_common"
	ErrorPasswordPersonal ErrorCode = "password_personal" // it is the email address or the nickname
	ErrorNicknameMissing  ErrorCode = "nickname_missing"
	ErrorNicknameLong     ErrorCode = "nickname_long"
	ErrorNicknameInvalid  ErrorCode = "nickname_invalid"
	ErrorCodeMissing      ErrorCode = "code_missing"
	ErrorCodeWrong        ErrorCode = "code_wrong"
	ErrorCodeExpired      ErrorCode = "code_expired"
	ErrorUserCodeUnknown  ErrorCode = "user_code_unknown" // no device waits under it, or not any more
	ErrorCredentials      ErrorCode = "credentials"       // email and password do not match
	ErrorDisabled         ErrorCode = "disabled"          // the password was right
	ErrorCardLong         ErrorCode = "card_long"
	ErrorCardInvalid      ErrorCode = "card_invalid"
	ErrorBirthdate        ErrorCode = "birthdate"
	ErrorWebAddress       ErrorCode = "web_address"
	ErrorPhoneNumber      ErrorCode = "phone_number"
	ErrorLanguage         ErrorCode = "language"
	ErrorTimeZone         ErrorCode = "time_zone"
	ErrorTooMany          ErrorCode = "too_many"
	ErrorStale            ErrorCode = "stale" // the page was open too long, or the form is not ours
)

// ErrorCodes lists every ErrorCode, so that tests can hold the catalogue to it.
func ErrorCodes() []ErrorCode {
	return []ErrorCode{
		ErrorEmailMissing, ErrorEmailInvalid, ErrorPasswordMissing, ErrorPasswordShort, ErrorPasswordLong,
		ErrorPasswordCommon, ErrorPasswordPersonal, ErrorNicknameMissing, ErrorNicknameLong, ErrorNicknameInvalid,
		ErrorCodeMissing, ErrorCodeWrong, ErrorCodeExpired, ErrorUserCodeUnknown, ErrorCredentials, ErrorDisabled, ErrorCardLong, ErrorCardInvalid, ErrorBirthdate,
		ErrorWebAddress, ErrorPhoneNumber, ErrorLanguage, ErrorTimeZone, ErrorTooMany, ErrorStale,
	}
}

// sampleForm is an untouched form of a service's request.
func sampleForm(action string) Form {
	return Form{Action: action, Proof: "sample-proof", RequestID: "req_01999c3e-7c1a-7d42-9a55-3f0c2a5be210"}
}
