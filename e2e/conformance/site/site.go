// Package site is the relying parties' own web server: it serves what a provider
// fetches (jwks_uri, request_uri, sector_identifier_uri), and records who came to
// callbacks and logout addresses. It must never decide whether what came is right.
package site

import (
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"alias.example/alias/e2e/conformance/pki"
)

// Site is the server.
type Site struct {
	// URL is its base URL.
	URL    string
	server *http.Server

	mu     sync.Mutex
	pages  map[string]content
	visits map[string][]Visit
	came   chan struct{} // closed and replaced at every visit
}

type content struct {
	kind string
	body []byte
}

// Visit is one request that came.
type Visit struct {
	Method string
	Header http.Header
	Query  url.Values
	// Form is what was posted in the body.
	Form url.Values
	TLS  tls.ConnectionState
}

// Start serves on a free port of loopback.
func Start(authority *pki.Authority) (*Site, error) {
	cert, err := authority.Server()
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it lives as long as the process
	if err != nil {
		return nil, fmt.Errorf("the relying parties' own server: %w", err)
	}
	s := &Site{URL: "https://" + l.Addr().String(), pages: map[string]content{}, visits: map[string][]Visit{}, came: make(chan struct{})}
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	secure := tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}})
	go func() { _ = s.server.Serve(secure) }()
	return s, nil
}

// Stop ends the server.
func (s *Site) Stop() error { return s.server.Close() }

// ServeHTTP records the visit and answers with what is there, or a plain page.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	v := Visit{Method: r.Method, Header: r.Header, Query: r.URL.Query(), TLS: *r.TLS}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		v.Form, _ = url.ParseQuery(string(body))
	}
	s.mu.Lock()
	page, there := s.pages[r.URL.Path]
	s.visits[r.URL.Path] = append(s.visits[r.URL.Path], v)
	close(s.came)
	s.came = make(chan struct{})
	s.mu.Unlock()
	if !there {
		page = content{"text/html; charset=utf-8", []byte("<!doctype html><title>Relying party</title><p>Welcome.</p>")}
	}
	w.Header().Set("Content-Type", page.kind)
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(page.body)
}

// Space is a part of the site that belongs to one relying party.
type Space struct {
	site *Site
	path string
}

// Space makes a new one.
func (s *Site) Space() *Space { return &Space{s, "/" + strings.ToLower(rand.Text())[:12]} }

// URL is an address in the space.
func (p *Space) URL(name string) string { return p.site.URL + p.path + "/" + name }

// Serve puts something at an address, in place of what was there.
func (p *Space) Serve(name, kind string, body []byte) {
	p.site.mu.Lock()
	defer p.site.mu.Unlock()
	p.site.pages[p.path+"/"+name] = content{kind, body}
}

// Visits are those that came to an address so far.
func (p *Space) Visits(name string) []Visit {
	p.site.mu.Lock()
	defer p.site.mu.Unlock()
	return append([]Visit(nil), p.site.visits[p.path+"/"+name]...)
}

// Wait waits for the first visit to an address, at most ten seconds.
func (p *Space) Wait(t *testing.T, name string) Visit {
	t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		p.site.mu.Lock()
		visits, came := p.site.visits[p.path+"/"+name], p.site.came
		p.site.mu.Unlock()
		if len(visits) > 0 {
			return visits[0]
		}
		select {
		case <-came:
		case <-deadline:
			t.Fatalf("nobody came to the client's %s", name)
		}
	}
}
