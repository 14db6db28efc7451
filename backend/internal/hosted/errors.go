package hosted

import (
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/platform/fault"
)

// fieldErrors are the words for what a form got wrong, when err is about fields
// or about the form as a whole. ok is false for any other error.
func fieldErrors(err error) (view.Errors, bool) {
	f, ok := fault.As(err)
	if !ok {
		return nil, false
	}
	switch f.Kind {
	case fault.KindInvalid:
		out := view.Errors{}
		for _, field := range f.Fields {
			if code, known := words()[field.Location+"."+field.Code]; known {
				out[field.Location] = code
			} else {
				out[view.FieldForm] = view.ErrorStale
			}
		}
		return out, len(out) > 0
	case fault.KindUnauthenticated:
		switch f.Code {
		case "credentials_wrong":
			return view.Errors{view.FieldForm: view.ErrorCredentials}, true
		case "account_disabled":
			return view.Errors{view.FieldForm: view.ErrorDisabled}, true
		}
	case fault.KindRateLimited:
		return view.Errors{view.FieldForm: view.ErrorTooMany}, true
	case fault.KindConflict:
		if f.Code == "address_taken" {
			return view.Errors{view.FieldForm: view.ErrorStale}, true
		}
	default:
	}
	return nil, false
}

// words maps what a field got wrong to its sentence in the catalogue.
func words() map[string]view.ErrorCode {
	return map[string]view.ErrorCode{
		"email.required":             view.ErrorEmailMissing,
		"email.malformed":            view.ErrorEmailInvalid,
		"password.required":          view.ErrorPasswordMissing,
		"password.too_short":         view.ErrorPasswordShort,
		"password.too_long":          view.ErrorPasswordLong,
		"password.common":            view.ErrorPasswordCommon,
		"password.contains_email":    view.ErrorPasswordPersonal,
		"password.contains_nickname": view.ErrorPasswordPersonal,
		"nickname.required":          view.ErrorNicknameMissing,
		"nickname.too_long":          view.ErrorNicknameLong,
		"nickname.malformed":         view.ErrorNicknameInvalid,
		"code.required":              view.ErrorCodeMissing,
		"code.wrong":                 view.ErrorCodeWrong,
		"code.tries_spent":           view.ErrorCodeExpired,
	}
}

// cardErrors are the words for what is wrong with the fields of a card, when err is
// about them.
func cardErrors(err error) (view.Errors, bool) {
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.KindInvalid || len(f.Fields) == 0 {
		return nil, false
	}
	out := view.Errors{}
	for _, field := range f.Fields {
		switch {
		case field.Code == "too_long":
			out[field.Location] = view.ErrorCardLong
		case malformed()[field.Location] != "":
			out[field.Location] = malformed()[field.Location]
		default:
			out[field.Location] = view.ErrorCardInvalid
		}
	}
	return out, true
}

// malformed are the words for fields that have a form of their own.
func malformed() map[string]view.ErrorCode {
	return map[string]view.ErrorCode{
		"birthdate": view.ErrorBirthdate, "website": view.ErrorWebAddress, "profile": view.ErrorWebAddress, "picture": view.ErrorWebAddress,
		"phone_number": view.ErrorPhoneNumber, "locale": view.ErrorLanguage, "zoneinfo": view.ErrorTimeZone,
	}
}
