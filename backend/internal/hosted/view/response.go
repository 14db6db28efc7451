package view

// Response is the answer to a service that a form carries (response_mode=form_post): it sends itself where script runs,
// and has a button where none does.
type Response struct {
	Frame
	// Action is the service's address, http or https.
	Action string
	// Fields are everything the form has. No proof is among them: the form is not for us.
	Fields []ResponseField
}

// ResponseField is one hidden field.
type ResponseField struct{ Name, Value string }

// Sample is a code on its way.
func (Response) Sample() Response {
	return Response{
		Frame: sampleServiceFrame(), Action: "https://chat.lantern.example/callback",
		Fields: []ResponseField{{"code", "c2FtcGxlLWNvZGU"}, {"state", `a "state" of <any> kind`}, {"iss", "https://alias.example/t/lantern"}},
	}
}
