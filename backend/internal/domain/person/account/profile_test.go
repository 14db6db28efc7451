package account_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/domain/person/account"
	"alias.example/alias/backend/internal/platform/fault"
)

func TestAProfileHasTheTypesOfOpenIDConnect(t *testing.T) {
	t.Parallel()
	whole := `{"name":"Mira Quill","given_name":"Mira","family_name":"Quill","middle_name":"Ada","nickname":"Mi","preferred_username":"mira","profile":"https://m.test/",
		"picture":"https://m.test/p.png","website":"https://m.test/","gender":"female","birthdate":"0000-03-04","zoneinfo":"Europe/Paris","locale":"en-US",
		"phone_number":"+1 555 0100","phone_number_verified":true,"address":{"formatted":"1 Lane","country":"FR"}}`
	p, err := account.ParseProfile([]byte(whole))
	require.NoError(t, err)
	require.Len(t, p, 16)
	require.Equal(t, "[profile of 16 claims]", fmt.Sprint(p), "a profile does not get into a log")

	for doc, field := range map[string]string{
		`{"name":7}`: "name", `{"name":""}`: "name", `{"name":null}`: "name", `{"name":"` + strings.Repeat("a", 1001) + `"}`: "name",
		`{"birthdate":"4 March"}`: "birthdate", `{"birthdate":"2026-13-01"}`: "birthdate", `{"phone_number_verified":"yes"}`: "phone_number_verified",
		`{"address":"1 Lane"}`: "address", `{"address":{"planet":"Earth"}}`: "address.planet", `{"email":"mira@person.test"}`: "email",
		`{"email_verified":true}`: "email_verified", `{"sub":"me"}`: "sub", `{"Name":"Mira"}`: "Name",
	} {
		_, err := account.ParseProfile([]byte(doc))
		var f *fault.Error
		require.ErrorAs(t, err, &f, doc)
		require.Equal(t, fault.KindInvalid, f.Kind, doc)
		require.Equal(t, field, f.Fields[0].Location, doc)
	}
	for _, doc := range []string{``, `[]`, `null`, `"name"`, `{"name":"a"`, `{"name":"` + strings.Repeat("a", 17<<10) + `"}`} {
		_, err := account.ParseProfile([]byte(doc))
		require.Equal(t, fault.KindInvalid, fault.KindOf(err), doc)
	}
}
