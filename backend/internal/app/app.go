// Package app is the roof: the only package that sees everyone. It makes the
// parts, joins them and lists every route. It decides nothing.
package app

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"sync"

	"alias.example/alias/backend/internal/docs"
	"alias.example/alias/backend/internal/domain/between/logout"
	"alias.example/alias/backend/internal/home"
	"alias.example/alias/backend/internal/hosted"
	"alias.example/alias/backend/internal/interaction"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/manageapi"
	"alias.example/alias/backend/internal/oidc/authorize"
	"alias.example/alias/backend/internal/oidc/clientauth"
	"alias.example/alias/backend/internal/oidc/clientkeys"
	"alias.example/alias/backend/internal/oidc/device"
	"alias.example/alias/backend/internal/oidc/discovery"
	"alias.example/alias/backend/internal/oidc/farewell"
	"alias.example/alias/backend/internal/oidc/introspect"
	"alias.example/alias/backend/internal/oidc/issue"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/oidc/logo"
	signout "alias.example/alias/backend/internal/oidc/logout"
	"alias.example/alias/backend/internal/oidc/par"
	"alias.example/alias/backend/internal/oidc/proof"
	"alias.example/alias/backend/internal/oidc/record"
	"alias.example/alias/backend/internal/oidc/registration"
	"alias.example/alias/backend/internal/oidc/requestobject"
	"alias.example/alias/backend/internal/oidc/revoke"
	"alias.example/alias/backend/internal/oidc/sector"
	"alias.example/alias/backend/internal/oidc/token"
	"alias.example/alias/backend/internal/oidc/userinfo"
	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/fault"
	aliasmail "alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/outbound"
	"alias.example/alias/backend/internal/platform/password"
	"alias.example/alias/backend/internal/platform/postgres"
	"alias.example/alias/backend/internal/platform/queue"
	"alias.example/alias/backend/internal/platform/secret"
	"alias.example/alias/backend/internal/portal"
	"alias.example/alias/backend/internal/upkeep"
	"alias.example/alias/backend/internal/worker"
)

// Config is what a deployment decides, and the parts it brings.
type Config struct {
	BaseURL        *url.URL
	Development    bool
	RelayDomain    string
	TrustedProxies []netip.Prefix
	SMTP           aliasmail.Server
	MailFrom       mail.Address
	DB             *postgres.DB
	Master         *secret.Master
	Clock          clock.Clock
	Source         secret.Source
	Log            *slog.Logger
	// Mailbox is the development mailbox; nil in production.
	Mailbox *aliasmail.Sink
	// Outbound fetches what others name; nil is outbound.New with its zero Options.
	Outbound *outbound.Client
	// MTLSURL is the base URL below which clients show certificates; nil if there is
	// none.
	MTLSURL *url.URL
	// ClientCertHeader is where a trusted proxy passes its caller's certificate, and
	// ClientCAs are the authorities that tls_client_auth believes; see httpx.Options.
	ClientCertHeader string
	ClientCAs        *x509.CertPool
	// PasswordCost is how dear a password hash is; zero is the usual cost, tests take
	// a cheap one.
	PasswordCost password.Cost
}

// App is the whole product over one database.
type App struct {
	Handler     http.Handler
	Interaction *interaction.Interaction
	Tenants     *manage.Tenants
	Clients     *manage.Clients
	Keys        *manage.Keys
	Resources   *manage.Resources
	Upkeep      *upkeep.Upkeep
	Recorder    *record.Recorder

	RegistrationTokens *manage.RegistrationTokens

	cfg       Config
	directory *issuer.Directory
}

// New makes the product. It opens nothing and starts nothing; see Run.
func New(cfg Config) (*App, error) {
	base := strings.TrimSuffix(cfg.BaseURL.String(), "/")
	addresses := proof.Addresses{Base: base}
	if cfg.MTLSURL != nil {
		addresses.MTLS = strings.TrimSuffix(cfg.MTLSURL.String(), "/")
	}
	if cfg.Outbound == nil {
		cfg.Outbound = outbound.New(outbound.Options{})
	}
	q, err := queue.New(cfg.DB, cfg.Log)
	if err != nil {
		return nil, err
	}
	renderer, err := hosted.New()
	if err != nil {
		return nil, fmt.Errorf("reading the hosted pages: %w", err)
	}
	directory := issuer.New(base, cfg.DB, cfg.Clock, cfg.Master).WithDocuments(cfg.Outbound)
	sectors := sector.New(cfg.Outbound)
	recorder := record.New(cfg.DB, cfg.Clock, cfg.Log)
	endings := logout.NewEndings(q)
	farewells := farewell.New(directory, cfg.Clock, cfg.Source)
	a := &App{
		cfg: cfg, directory: directory, Recorder: recorder,
		Interaction: interaction.New(interaction.Parts{
			DB: cfg.DB, Directory: directory, Queue: q, Endings: endings, Farewells: farewells, Clock: cfg.Clock, Source: cfg.Source, Master: cfg.Master, Log: cfg.Log,
			Passwords: password.NewHasher(password.Options{Cost: cfg.PasswordCost}, cfg.Source),
		}),
		Tenants:   manage.NewTenants(cfg.DB, cfg.Clock),
		Clients:   manage.NewClients(cfg.DB, cfg.Clock, cfg.Source, sectors, cfg.Master.Sealer("signing-keys")),
		Keys:      manage.NewKeys(cfg.DB, cfg.Clock, cfg.Master.Sealer("signing-keys")),
		Resources: manage.NewResources(cfg.DB, cfg.Clock), RegistrationTokens: manage.NewRegistrationTokens(cfg.DB, cfg.Clock, cfg.Source),
		Upkeep: upkeep.New(upkeep.Parts{
			DB: cfg.DB, Queue: q, Mail: aliasmail.NewSMTP(cfg.SMTP, cfg.MailFrom, cfg.Clock, cfg.Source), Letters: hosted.NewLetters(renderer, base), Clock: cfg.Clock,
			Farewells: farewells, Outbound: cfg.Outbound, Source: cfg.Source, Master: cfg.Master, Host: cfg.BaseURL.Hostname(), Log: cfg.Log,
		}),
	}
	jar := browser.NewJar(cfg.BaseURL.Scheme == "https", cfg.Source)
	devices := device.New(cfg.DB, directory, cfg.Clock, cfg.Source, cfg.Master)
	logouts := signout.New(signout.Parts{DB: cfg.DB, Directory: directory, Endings: endings, Farewells: farewells, Clock: cfg.Clock, Master: cfg.Master})
	parts := hosted.Parts{
		Logout:   logouts,
		Renderer: renderer, Devices: devices, Interaction: a.Interaction, Home: home.New(cfg.DB, cfg.Clock, endings), Jar: jar, Source: cfg.Source, Development: cfg.Development,
		RelayDomain: cfg.RelayDomain, Log: cfg.Log,
	}
	if cfg.Mailbox != nil {
		parts.Mailbox = cfg.Mailbox
	}
	door := hosted.NewDoor(parts)

	mint := issue.NewMint(directory, cfg.Source, cfg.Master, cfg.RelayDomain)
	clientKeys := clientkeys.New(cfg.Outbound, cfg.Clock)
	exchange := token.New(cfg.DB, mint, cfg.Clock, token.AuthorizationCode{}, token.RefreshToken{}, token.ClientCredentials{}, token.DeviceCode{},
		token.NewTokenExchange(cfg.DB, directory),
		token.NewJWTBearer(clientKeys, clientkeys.New(token.Metadata{Fetcher: cfg.Outbound}, cfg.Clock), addresses, discovery.TokenPath))
	proofs := proof.New(addresses, cfg.Clock, cfg.Master)
	clients := clientauth.New(clientauth.Parts{
		Clients: directory, Keys: clientKeys, Proofs: proofs, DB: cfg.DB, Clock: cfg.Clock, Addresses: addresses, TokenPath: discovery.TokenPath,
	})
	authorization := authorize.New(authorize.Parts{
		DB: cfg.DB, Directory: directory, Objects: requestobject.New(clientKeys, cfg.Outbound, cfg.Clock), Mint: mint, Clock: cfg.Clock, Source: cfg.Source,
		Master: cfg.Master, TestCallback: base + manage.TestCallbackPath,
	})
	site, err := portal.New()
	if err != nil {
		return nil, fmt.Errorf("reading the portal: %w", err)
	}
	// The portal's test sign-in talks to the whole server as a relying party does,
	// so it is given the server before the server exists.
	var self http.Handler
	issuers := manage.NewIssuers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { self.ServeHTTP(w, r) }))
	api := manageapi.New(manageapi.Config{
		Tenants: a.Tenants, Clients: a.Clients, Keys: a.Keys, Attempts: manage.NewAttempts(cfg.DB), Replays: manage.NewReplays(cfg.DB, cfg.Clock),
		Resources: a.Resources, RegistrationTokens: a.RegistrationTokens, Connections: manage.NewConnections(cfg.DB, cfg.Clock, endings),
		TestSignIns:  manage.NewTestSignIns(cfg.DB, cfg.Clock, cfg.Source, cfg.Master, issuers, base),
		Authenticate: authenticate(jar, a.Interaction), EndSession: endSession(jar, a.Interaction),
		BaseURL: base, Production: !cfg.Development, Log: cfg.Log, Master: cfg.Master,
	})
	reference, err := docs.New(docs.Config{
		Management: api.Docs, Issuer: docs.Issuer(), BaseURL: base, Stylesheet: renderer.AssetPath("hosted.css"), Icon: renderer.AssetPath("mark.svg"),
	})
	if err != nil {
		return nil, fmt.Errorf("reading the documentation: %w", err)
	}
	self = routes(cfg, endpoints{
		directory: directory,
		discovery: discovery.NewEndpoint(directory, base+"/docs", exchange.GrantTypes(), discovery.Certificates{
			At: addresses, Shown: cfg.MTLSURL != nil || cfg.ClientCertHeader != "", Named: cfg.ClientCAs != nil,
		}, cfg.Log),
		authorize:  authorize.NewEndpoint(authorization, jar, recorder, door, cfg.Log),
		par:        par.NewEndpoint(par.New(cfg.DB, authorization, cfg.Clock, cfg.Source), clients, recorder, cfg.Log),
		token:      token.NewEndpoint(exchange, clients, recorder, cfg.Log),
		introspect: introspect.NewEndpoint(introspect.New(cfg.DB, directory, directory, cfg.Clock), clients, recorder, cfg.Log),
		revoke:     revoke.NewEndpoint(revoke.New(cfg.DB, cfg.Clock), clients, recorder, cfg.Log),
		userinfo:   userinfo.NewEndpoint(userinfo.New(cfg.DB, directory, cfg.Clock, cfg.RelayDomain, discovery.UserinfoPath), proofs, recorder, cfg.Log),
		register: registration.NewEndpoint(registration.New(registration.Parts{
			DB: cfg.DB, Keys: clientKeys, Sectors: sectors, Clock: cfg.Clock, Source: cfg.Source, Master: cfg.Master,
		}), recorder, discovery.RegisterPath, cfg.Log),
		logout:  signout.NewEndpoint(logouts, jar, recorder, door, cfg.Log),
		session: signout.NewCheckSession(jar),
		device:  device.NewEndpoint(devices, clients, recorder, hosted.DevicePath, cfg.Log),
		logo:    logo.NewEndpoint(logo.New(cfg.Outbound.Reading(logo.MostBytes), cfg.Clock), directory),
		hosted:  door, api: api, docs: reference, portal: site,
	})
	a.Handler = self
	return a, nil
}

// IssuerURL is the issuer URL of a slug.
func (a *App) IssuerURL(slug string) string { return a.directory.URL(slug) }

// authenticate tells the management API who a session belongs to: a developer,
// and nothing of the account.
func authenticate(jar browser.Jar, i *interaction.Interaction) func(context.Context, *http.Request) (manage.Actor, error) {
	return func(ctx context.Context, r *http.Request) (manage.Actor, error) {
		developer, nickname, ok, err := i.Developer(ctx, browser.Hashes(jar.Sessions(r)))
		if err != nil {
			return manage.Actor{}, err
		}
		if !ok {
			return manage.Actor{}, fault.Unauthenticated("not_signed_in", "Sign in first.")
		}
		return manage.Actor{Developer: developer, Nickname: nickname}, nil
	}
}

// endSession signs a browser out and makes it forget its cookie.
func endSession(jar browser.Jar, i *interaction.Interaction) func(context.Context, *http.Request) ([]http.Cookie, error) {
	return func(ctx context.Context, r *http.Request) ([]http.Cookie, error) {
		if _, err := i.SignOut(ctx, browser.Hashes(jar.Sessions(r))); err != nil {
			return nil, err
		}
		return jar.Forgotten(), nil
	}
}

// Run hears changes of other processes and writes attempts, until ctx ends, and
// works jobs too when asked. It answers once all of that has stopped, which is at
// once when the jobs cannot be worked.
func (a *App) Run(ctx context.Context, work bool) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var wg sync.WaitGroup
	var failed error
	if work {
		w, err := worker.New(a.cfg.DB, a.Upkeep, a.cfg.Log)
		if err != nil {
			return err
		}
		wg.Go(func() {
			if err := w.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
				failed = err
				stop()
			}
		})
	}
	wg.Go(func() { a.cfg.DB.Listen(ctx, a.cfg.Log) })
	wg.Go(func() { a.Recorder.Run(ctx) })
	wg.Wait()
	return failed
}
