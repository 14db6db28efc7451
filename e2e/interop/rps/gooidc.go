package rps

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

func goOIDC() Party {
	w := website{open: inGo(newGoOIDC), refreshes: true, signsOut: true}
	return Party{Key: "go-oidc", Name: "coreos/go-oidc", Version: module("github.com/coreos/go-oidc/v3"), Play: w.play}
}

// goOIDCSite is a website on go-oidc and x/oauth2. One person visits it at a time.
type goOIDCSite struct {
	http       *http.Client
	set        settings
	provider   *oidc.Provider
	config     oauth2.Config
	endSession string

	mu                     sync.Mutex
	state, nonce, verifier string
	tokens                 *oauth2.Token
	idToken                string
}

func newGoOIDC(ctx context.Context, client *http.Client, set settings) (http.Handler, error) {
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, client), set.Issuer)
	if err != nil {
		return nil, err
	}
	var metadata struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&metadata); err != nil {
		return nil, err
	}
	s := &goOIDCSite{http: client, set: set, provider: provider, endSession: metadata.EndSession}
	s.config = oauth2.Config{
		ClientID: set.ClientID, ClientSecret: set.ClientSecret, Endpoint: provider.Endpoint(), RedirectURL: set.RedirectURI, Scopes: set.Scopes,
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sign-in", s.signIn)
	mux.HandleFunc("GET /callback", orSay(s.callback))
	mux.HandleFunc("GET /refresh", orSay(s.refresh))
	mux.HandleFunc("GET /sign-out", orSay(s.signOut))
	mux.HandleFunc("GET /signed-out", func(w http.ResponseWriter, _ *http.Request) { show(w, map[string]bool{"signed_out": true}) })
	return mux, nil
}

func (s *goOIDCSite) signIn(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state, s.nonce, s.verifier = rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	http.Redirect(w, r, s.config.AuthCodeURL(s.state, oidc.Nonce(s.nonce), oauth2.S256ChallengeOption(s.verifier)), http.StatusSeeOther)
}

func (s *goOIDCSite) callback(w http.ResponseWriter, r *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx := oidc.ClientContext(r.Context(), s.http)
	if r.FormValue("state") != s.state {
		return errors.New("the state is another")
	}
	if code := r.FormValue("error"); code != "" {
		return errors.New(code + ": " + r.FormValue("error_description"))
	}
	tokens, err := s.config.Exchange(ctx, r.FormValue("code"), oauth2.VerifierOption(s.verifier))
	if err != nil {
		return err
	}
	return s.welcome(ctx, w, tokens, s.nonce)
}

func (s *goOIDCSite) refresh(w http.ResponseWriter, r *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx := oidc.ClientContext(r.Context(), s.http)
	tokens, err := s.config.TokenSource(ctx, &oauth2.Token{RefreshToken: s.tokens.RefreshToken}).Token()
	if err != nil {
		return err
	}
	return s.welcome(ctx, w, tokens, "")
}

// welcome checks the tokens and says whose they are. nonce is "" where there is
// none to expect.
func (s *goOIDCSite) welcome(ctx context.Context, w http.ResponseWriter, tokens *oauth2.Token, nonce string) error {
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return errors.New("there is no ID token")
	}
	idToken, err := s.provider.VerifierContext(ctx, &oidc.Config{ClientID: s.config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return err
	}
	if nonce != "" && idToken.Nonce != nonce {
		return errors.New("the nonce is another")
	}
	if idToken.AccessTokenHash != "" {
		if err := idToken.VerifyAccessToken(tokens.AccessToken); err != nil {
			return err
		}
	}
	info, err := s.provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return err
	}
	if info.Subject != idToken.Subject {
		return errors.New("the User Info Endpoint tells of somebody else")
	}
	var who visitor
	if err := info.Claims(&who); err != nil {
		return err
	}
	s.tokens, s.idToken = tokens, raw
	show(w, who)
	return nil
}

func (s *goOIDCSite) signOut(w http.ResponseWriter, r *http.Request) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.endSession == "" {
		return errors.New("the issuer names no end_session_endpoint")
	}
	query := url.Values{"id_token_hint": {s.idToken}, "post_logout_redirect_uri": {s.set.Origin + "/signed-out"}, "state": {rand.Text()}}
	http.Redirect(w, r, s.endSession+"?"+query.Encode(), http.StatusSeeOther)
	return nil
}
