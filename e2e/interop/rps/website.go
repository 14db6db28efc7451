package rps

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"

	"alias.example/alias/e2e/interop/browser"
	"alias.example/alias/e2e/interop/deployment"
	"alias.example/alias/e2e/interop/report"
)

// settings are what a website is told about itself and its provider.
type settings struct {
	Origin       string   `json:"origin"`
	Port         int      `json:"port"`
	Issuer       string   `json:"issuer"`
	ClientID     string   `json:"client_id"`
	ClientSecret string   `json:"client_secret"`
	RedirectURI  string   `json:"redirect_uri"`
	Scopes       []string `json:"scopes"`
	// Resource and ClientMetadata are for MCP: the protected resource, and the
	// address of the client ID metadata document.
	Resource       string `json:"resource,omitempty"`
	ClientMetadata string `json:"client_metadata,omitempty"`
}

// opener starts a website and answers what stops it.
type opener func(context.Context, Stage, settings) (stop func(), err error)

// website is a relying party that people sign in to. Its pages:
//
//	/sign-in   begins, and ends at a page that says who signed in
//	/refresh   uses the refresh token, and says what came
//	/sign-out  ends at a page that says {"signed_out": true}
type website struct {
	open opener
	// callback is the path that people return to; "" is /callback.
	callback string
	// client is how it is registered, besides its name and addresses.
	client deployment.Fields
	// refreshes and signsOut say what the software can do.
	refreshes, signsOut bool
}

// visitor is who a website says signed in.
type visitor struct {
	Error string `json:"error"`
	// Sub, Nickname, Email and Username are from the User Info Endpoint, or the ID
	// token where the software does not ask there.
	Sub      string `json:"sub"`
	Nickname string `json:"nickname"`
	Email    string `json:"email"`
	Username string `json:"preferred_username"`
}

// scopes are what websites ask for.
func scopes() []string { return []string{"openid", "profile", "nickname", "email", "offline_access"} }

// play lets a person sign in, come back after a key rotation, and sign out.
func (w website) play(ctx context.Context, s Stage, p *report.Party) {
	var stop func()
	defer func() {
		if stop != nil {
			stop()
		}
	}()
	var set settings
	var tenant *deployment.Tenant
	var robin *browser.Person
	ok := p.Prepare(func() (err error) {
		if tenant, err = s.Developer.NewTenant(ctx, p.Name); err != nil {
			return err
		}
		if set, err = w.register(ctx, tenant, p.Name); err != nil {
			return err
		}
		if stop, err = w.open(ctx, s, set); err != nil {
			return err
		}
		robin, err = s.person(ctx, "Robin")
		return err
	})
	if !ok {
		return
	}
	defer func() { _ = robin.End() }()

	var first visitor
	ok = p.Step("signed a person in", func() (err error) {
		if first, err = meet(robin, set, "/sign-in"); err != nil {
			return err
		}
		return first.complete()
	})
	if ok && w.refreshes {
		ok = p.Step("refreshed", func() error {
			again, err := meet(robin, set, "/refresh")
			return cmp.Or(err, again.is(first))
		})
	}
	if ok {
		ok = p.Step("knew them again after a key rotation", func() error {
			if err := tenant.RotateKeys(ctx); err != nil {
				return err
			}
			again, err := meet(robin, set, "/sign-in")
			return cmp.Or(err, again.is(first))
		})
	}
	if ok && w.signsOut {
		p.Step("signed them out of Alias", func() error { return signOut(robin, set) })
	}
}

// register makes the client.
func (w website) register(ctx context.Context, tenant *deployment.Tenant, name string) (settings, error) {
	url, port, err := origin(ctx)
	if err != nil {
		return settings{}, err
	}
	set := settings{Origin: url, Port: port, Issuer: tenant.Issuer, RedirectURI: url + cmp.Or(w.callback, "/callback"), Scopes: scopes()}
	fields := deployment.Fields{
		"name": name, "type": "confidential", "redirect_uris": []string{set.RedirectURI},
		"post_logout_redirect_uris": []string{url + "/signed-out"}, "scopes": set.Scopes,
	}
	for field, value := range w.client {
		fields[field] = value
	}
	if fields["type"] == "public" {
		fields["allowed_origins"] = []string{url}
	}
	client, err := tenant.NewClient(ctx, fields)
	set.ClientID, set.ClientSecret = client.ID, client.Secret
	return set, err
}

// meet lets a person open a page of the website, and answers with who came back.
func meet(person *browser.Person, set settings, page string) (visitor, error) {
	var v visitor
	if err := person.Visit(set.Origin+page, set.Origin, &v); err != nil {
		return visitor{}, err
	}
	return v, expect(v.Error == "", "%s", v.Error)
}

// signOut signs the person out at the website, and sees that Alias asks for the
// password when they come again.
func signOut(person *browser.Person, set settings) error {
	var out struct {
		Error     string `json:"error"`
		SignedOut bool   `json:"signed_out"`
	}
	before, err := person.Asked()
	if err != nil {
		return err
	}
	if err := person.Visit(set.Origin+"/sign-out", set.Origin, &out); err != nil {
		return err
	}
	if !out.SignedOut {
		return errors.New(out.Error)
	}
	if _, err := meet(person, set, "/sign-in"); err != nil {
		return err
	}
	after, err := person.Asked()
	return cmp.Or(err, expect(after > before, "Alias did not ask for the password: the session had not ended"))
}

// complete says what is missing of what a website should learn about somebody new.
func (v visitor) complete() error {
	return errors.Join(
		expect(len(v.Sub) == 22, "the subject %q is no alias ID", v.Sub),
		expect(v.Nickname != "" && v.Username != "", "nickname or preferred_username is missing"),
		expect(v.Email != "", "the relay address is missing"),
	)
}

// is says how a person differs from who they were.
func (v visitor) is(first visitor) error {
	return expect(v == first, "it is %+v and was %+v", v, first)
}

// inGo opens a website that is a handler of ours around a Go library.
func inGo(handler func(context.Context, *http.Client, settings) (http.Handler, error)) opener {
	return func(ctx context.Context, s Stage, set settings) (func(), error) {
		h, err := handler(ctx, s.Client(), set)
		if err != nil {
			return nil, err
		}
		return serve(ctx, set.Port, h)
	}
}

// serve serves on a port of this machine.
func serve(ctx context.Context, port int, h http.Handler) (stop func(), err error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(ln) }()
	return func() { _ = server.Close() }, nil
}

// inNode opens a website that is a program on Node. Its settings are in the
// environment as JSON.
func inNode(program string) opener {
	return func(ctx context.Context, s Stage, set settings) (func(), error) {
		text, err := json.Marshal(set) //nolint:gosec // the program is the one the secret is for
		if err != nil {
			return nil, err
		}
		cmd := exec.Command("node", program+".mjs") //nolint:gosec,noctx // our own program; stop ends it
		cmd.Dir = s.Node
		cmd.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+s.RootFile, "INTEROP_SETTINGS="+string(text))
		child, err := deployment.StartChild(s.Logs, program, cmd)
		if err != nil {
			return nil, err
		}
		err = child.Ready(ctx, 30*time.Second, func(ctx context.Context) error {
			conn, err := new(net.Dialer).DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", set.Port))
			if err != nil {
				return err
			}
			return conn.Close()
		})
		stop := func() { _ = child.Stop() } // Node ends by the signal
		if err != nil {
			stop()
			return nil, err
		}
		return stop, nil
	}
}

// show answers a page of a Go website.
func show(w http.ResponseWriter, page any) {
	text, err := json.Marshal(page)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(text)
}

// orSay answers a page, or the error.
func orSay(handle func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := handle(w, r); err != nil {
			show(w, map[string]string{"error": err.Error()})
		}
	}
}

// readJSON reads a file.
func readJSON(file string, out any) error {
	text, err := os.ReadFile(file) //nolint:gosec // our own files
	if err != nil {
		return err
	}
	return json.Unmarshal(text, out)
}
