package manageapi

// Session is who is signed in, and where.
type Session struct {
	Developer   Developer `json:"developer" doc:"Who is signed in."`
	Environment string    `json:"environment" enum:"development,production" doc:"How this deployment of Alias runs. In development a mailbox page shows every mail it sends."`
	BaseURL     string    `json:"base_url" format:"uri" doc:"Where this deployment is reached." example:"http://localhost:8080"`
	DevMailURL  string    `json:"dev_mail_url,omitempty" format:"uri" doc:"The development mailbox. Absent in production." example:"http://localhost:8080/dev/mail"`
}

// Developer is a person as the service side of Alias knows them.
type Developer struct {
	ID       string `json:"id" doc:"A random name of this developer. It says nothing about their account." example:"dev_01936f0a-7c1e-7b7e-9f0e-0d6c9c1d2a10"`
	Nickname string `json:"nickname" doc:"What the developer calls themselves." example:"Ada"`
}
