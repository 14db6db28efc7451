package rps

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"sync"

	"github.com/zitadel/oidc/v3/pkg/client"
	"github.com/zitadel/oidc/v3/pkg/client/rp"
	zhttp "github.com/zitadel/oidc/v3/pkg/http"
	"github.com/zitadel/oidc/v3/pkg/oidc"
)

func zitadel() Party {
	w := website{open: inGo(newZitadel), refreshes: true, signsOut: true}
	return Party{Key: "zitadel", Name: "zitadel/oidc rp", Version: module("github.com/zitadel/oidc/v3"), Play: w.play}
}

type zitadelTokens = oidc.Tokens[*oidc.IDTokenClaims]

// zitadelSite is a website on zitadel's relying party. One person visits it at a
// time.
type zitadelSite struct {
	set   settings
	party rp.RelyingParty

	mu     sync.Mutex
	tokens *zitadelTokens
}

func newZitadel(ctx context.Context, trusting *http.Client, set settings) (http.Handler, error) {
	key := []byte(rand.Text() + rand.Text())[:32]
	cookies := zhttp.NewCookieHandler(key, key, zhttp.WithUnsecure()) // the website is on http, at loopback
	party, err := rp.NewRelyingPartyOIDC(ctx, set.Issuer, set.ClientID, set.ClientSecret, set.RedirectURI, set.Scopes,
		rp.WithHTTPClient(trusting), rp.WithCookieHandler(cookies), rp.WithPKCE(cookies), rp.WithSigningAlgsFromDiscovery(),
		rp.WithErrorHandler(func(w http.ResponseWriter, _ *http.Request, code, description, _ string) {
			show(w, map[string]string{"error": code + ": " + description})
		}))
	if err != nil {
		return nil, err
	}
	s := &zitadelSite{set: set, party: party}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sign-in", rp.AuthURLHandler(rand.Text, party))
	mux.HandleFunc("GET /callback", rp.CodeExchangeHandler(rp.UserinfoCallback(s.welcome), party))
	mux.HandleFunc("GET /refresh", orSay(s.refresh))
	mux.HandleFunc("GET /sign-out", orSay(s.signOut))
	mux.HandleFunc("GET /signed-out", func(w http.ResponseWriter, _ *http.Request) { show(w, map[string]bool{"signed_out": true}) })
	return mux, nil
}

func (s *zitadelSite) welcome(w http.ResponseWriter, _ *http.Request, tokens *zitadelTokens, _ string, _ rp.RelyingParty, info *oidc.UserInfo) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens = tokens
	show(w, visitor{Sub: info.Subject, Nickname: info.Nickname, Email: info.Email, Username: info.PreferredUsername})
}

func (s *zitadelSite) refresh(w http.ResponseWriter, r *http.Request) error {
	s.mu.Lock()
	refreshToken, before := s.tokens.RefreshToken, s.tokens.IDTokenClaims
	s.mu.Unlock()
	tokens, err := rp.RefreshTokens[*oidc.IDTokenClaims](r.Context(), s.party, refreshToken, "", "")
	if err != nil {
		return err
	}
	if tokens.IDTokenClaims == nil {
		return errors.New("there is no ID token")
	}
	info, err := rp.Userinfo[*oidc.UserInfo](r.Context(), tokens.AccessToken, tokens.TokenType, before.Subject, s.party)
	if err != nil {
		return err
	}
	s.welcome(w, r, tokens, "", s.party, info)
	return nil
}

// signOut sends the library's own request by way of the person's browser:
// rp.EndSession would send it from here, where no session is.
func (s *zitadelSite) signOut(w http.ResponseWriter, r *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	endpoint := s.party.GetEndSessionEndpoint()
	if endpoint == "" {
		return errors.New("the issuer names no end_session_endpoint")
	}
	query := url.Values{}
	err := client.Encoder.Encode(oidc.EndSessionRequest{
		IdTokenHint: s.tokens.IDToken, ClientID: s.set.ClientID, PostLogoutRedirectURI: s.set.Origin + "/signed-out", State: rand.Text(),
	}, query)
	if err != nil {
		return err
	}
	http.Redirect(w, r, endpoint+"?"+query.Encode(), http.StatusSeeOther)
	return nil
}
