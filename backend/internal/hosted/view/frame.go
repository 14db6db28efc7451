// Package view holds what each hosted page and each mail shows: one plain struct per page, with samples.
//
// A view is the last thing a use case's answer becomes before it is HTML. It is made by the hosted door, read by a
// template, and decides nothing. It must never hold a secret, an account ID, a token or an error's own text: what is not
// in a view cannot leak into a page. It must never hold a sentence either: words live in the catalogue (locales/), and
// views name them by code, so that a page can be translated without touching Go.
package view

// Names of the pages, for Renderer.Page.
const (
	PageLogin         = "login"
	PageRegister      = "register"
	PageVerify        = "verify"
	PageRecover       = "recover"
	PageReset         = "reset"
	PageConsent       = "consent"
	PageSelectAccount = "select_account"
	PageConfirmLogout = "confirm_logout"
	PageSignedOut     = "signed_out"
	PageProblem       = "problem"
	PageHome          = "home"
	PageIdentity      = "identity"
	PageTestDone      = "test_done"
	PageResponse      = "response"
	PageDevice        = "device"
	PageDeviceConfirm = "device_confirm"
	PageDeviceDone    = "device_done"
	PageDevMailList   = "devmail_list"
	PageDevMail       = "devmail_message"
)

// Theme chooses the colours of a page.
type Theme string

// Themes. The system's own is the usual choice; the other two override it.
const (
	ThemeSystem Theme = ""
	ThemeLight  Theme = "light"
	ThemeDark   Theme = "dark"
)

// Frame is what every page has around its content.
type Frame struct {
	// Lang is a BCP 47 tag such as "en"; empty or unknown means the first catalogue.
	Lang string
	// Nonce is this response's script nonce, the same as in its Content-Security-Policy.
	Nonce string
	// CorrelationID names this request in our logs; shown where a person may need to quote it.
	CorrelationID string
	// Development says that this deployment, or the service's workspace, is not for real use: shows a quiet banner.
	Development bool
	// Service is the service the person is on the way to; nil at home.
	Service *Service
	// Theme overrides the system's light or dark.
	Theme Theme
}

// Language is the tag the renderer chooses the catalogue by.
func (f Frame) Language() string { return f.Lang }

// Service is who sent the person here, or who a connection is with.
type Service struct {
	// Name is what the developer calls it. It is shown, and never trusted as proof of who it is.
	Name string
	// Host is where the person will be sent back to, such as "chat.lantern.example": the one thing about a service
	// it cannot make up. Empty for native applications.
	Host string
	// Environment is "development" or "production".
	Environment string
	// SelfRegistered says that no developer here made it: it came by itself, and nobody vouches for its name.
	SelfRegistered bool
	// Verified says that the domain was proved and reviewed.
	Verified bool
	// LogoURL is a path on our own origin (pages load no third party); empty shows the first letter.
	LogoURL string
	// HomeURL leads back to the service; empty when it gave none.
	HomeURL string
	// PrivacyURL and TermsURL are the service's own pages; empty when it gave none.
	PrivacyURL string
	TermsURL   string
}

// Development says whether the service is one its developer is still building.
func (s Service) Development() bool { return s.Environment == "development" }

// Initial is the letter shown when there is no logo.
func (s Service) Initial() string { return initial(s.Name) }

// initial is the first character of a name, as it is written; "?" when there is none.
func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return "?"
}

// sampleFrame is the frame of a sample at home: a production deployment, in English.
func sampleFrame() Frame {
	return Frame{Lang: "en", Nonce: "c2FtcGxlLW5vbmNl", CorrelationID: "req_01999c3e-7c1a-7d42-9a55-3f0c2a5be210"}
}

// sampleServiceFrame is the frame of a sample on the way to a verified service.
func sampleServiceFrame() Frame {
	f := sampleFrame()
	f.Service = sampleService()
	return f
}

// sampleDevelopmentFrame is the frame of a sample on the way to a service that is still being built.
func sampleDevelopmentFrame() Frame {
	f := sampleFrame()
	f.Development = true
	f.Service = &Service{Name: "Bookshelf", Host: "localhost:3000", Environment: "development", HomeURL: "http://localhost:3000/"}
	return f
}

// sampleService is a verified service in production.
func sampleService() *Service {
	return &Service{
		Name: "Lantern Chat", Host: "chat.lantern.example", Environment: "production", Verified: true,
		HomeURL:    "https://chat.lantern.example/",
		PrivacyURL: "https://lantern.example/privacy", TermsURL: "https://lantern.example/terms",
	}
}

// sampleLongService has a name and a host that fit nowhere.
func sampleLongService() *Service {
	return &Service{
		Name:        "Donaudampfschifffahrtsgesellschaftskapitänsvereinigung Members and Friends Community Portal",
		Host:        "mitglieder.donaudampfschifffahrtsgesellschaftskapitaensvereinigung.example",
		Environment: "production",
	}
}
