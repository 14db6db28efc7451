package manageapi

import (
	"context"
	"net/http"

	"alias.example/alias/backend/internal/platform/apikit"
)

func (a *API) registerSession() {
	apikit.Register(a.api, operation("getSession", http.MethodGet, "/session", tagSession,
		"Who is signed in", "Answers the developer whose session the request carries, and a few facts about this deployment."), a.getSession)
	apikit.Register(a.api, operation("endSession", http.MethodDelete, "/session", tagSession,
		"Sign out", "Ends the session and removes its cookie. Other sessions of the same person, in other browsers, go on."), a.endSession)
}

func (a *API) getSession(_ context.Context, c caller, _ *nothing) (*of[Session], error) {
	s := Session{
		Developer:   Developer{ID: c.Developer.String(), Nickname: c.Nickname},
		Environment: "development",
		BaseURL:     a.cfg.BaseURL,
		DevMailURL:  a.cfg.BaseURL + "/dev/mail",
	}
	if a.cfg.Production {
		s.Environment, s.DevMailURL = "production", ""
	}
	return &of[Session]{s}, nil
}

type endedSession struct {
	SetCookie []http.Cookie `header:"Set-Cookie" doc:"Makes the browser forget the session."`
}

func (a *API) endSession(ctx context.Context, c caller, _ *nothing) (*endedSession, error) {
	cookies, err := a.cfg.EndSession(ctx, c.request)
	return &endedSession{cookies}, err
}
