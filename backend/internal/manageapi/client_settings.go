package manageapi

import (
	"encoding/json"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/client"
	"alias.example/alias/backend/internal/manage"
	"alias.example/alias/backend/internal/oauth"
	"alias.example/alias/backend/internal/platform/jose"
)

// New is what the body asks the case for.
func (b CreateClient) New() manage.NewClient {
	n := manage.NewClient{
		Type: client.Type(b.Type), SeparateIdentities: b.SeparateIdentities, Name: b.Name, RequirePKCE: b.RequirePKCE, SendIss: b.SendIss,
		RedirectURIs: b.RedirectURIs, PostLogoutRedirectURIs: b.PostLogoutRedirectURIs, AllowedOrigins: b.AllowedOrigins,
		Scopes: b.Scopes, GrantTypes: texts[oauth.GrantType](b.GrantTypes), ApplyProfile: b.ApplyProfile,
		RefreshGrace: seconds(b.RefreshGrace), RefreshIdle: seconds(b.RefreshIdle), RefreshAbsolute: seconds(b.RefreshAbsolute),
	}
	putAs(&n.ApplicationType, b.ApplicationType)
	put(&n.Integration, b.Integration)
	put(&n.AuthMethod, b.AuthMethod)
	putAs(&n.IDTokenAlg, b.IDTokenSignedAlg)
	put(&n.InitiateLoginURI, b.InitiateLoginURI)
	put(&n.IDTokenClaims, b.IDTokenClaims)
	b.protocol(&n.Protocol)
	return n
}

// Change is what the body asks the case for.
func (b UpdateClient) Change() manage.ClientChange {
	return manage.ClientChange{
		Name: b.Name, Integration: b.Integration, AuthMethod: b.AuthMethod, InitiateLoginURI: b.InitiateLoginURI,
		ApplicationType: (*client.ApplicationType)(b.ApplicationType), IDTokenAlg: (*jose.Alg)(b.IDTokenSignedAlg),
		RequirePKCE: b.RequirePKCE, IDTokenClaims: b.IDTokenClaims, SendIss: b.SendIss, Disabled: b.Disabled,
		RedirectURIs: b.RedirectURIs, PostLogoutRedirectURIs: b.PostLogoutRedirectURIs, AllowedOrigins: b.AllowedOrigins, Scopes: b.Scopes,
		GrantTypes:   texts[oauth.GrantType](b.GrantTypes),
		RefreshGrace: seconds(b.RefreshGrace), RefreshIdle: seconds(b.RefreshIdle), RefreshAbsolute: seconds(b.RefreshAbsolute),
		Protocol: b.protocol, ApplyProfile: b.ApplyProfile, Keep: b.Keep,
	}
}

// protocol puts what was sent of the settings that few clients touch.
func (b ClientSettings) protocol(p *client.Protocol) {
	putAs(&p.Profile, b.Profile)
	putList(&p.ResponseTypes, b.ResponseTypes)
	put(&p.SectorIdentifierURI, b.SectorIdentifierURI)

	if b.JWKS.Sent {
		if p.JWKS = nil; b.JWKS.Value != nil {
			p.JWKS = json.RawMessage(*b.JWKS.Value)
		}
	}
	put(&p.JWKSURI, b.JWKSURI)
	putAs(&p.AuthSigningAlg, b.AuthSigningAlg)
	put(&p.TLSSubjectDN, b.TLSSubjectDN)
	put(&p.TLSSanDNS, b.TLSSanDNS)
	put(&p.TLSSanURI, b.TLSSanURI)
	put(&p.TLSSanIP, b.TLSSanIP)
	put(&p.TLSSanEmail, b.TLSSanEmail)

	put(&p.RequirePushed, b.RequirePushed)
	put(&p.RequireSignedRequest, b.RequireSignedRequest)
	putAs(&p.RequestObjectAlg, b.RequestObjectAlg)
	putList(&p.RequestURIs, b.RequestURIs)
	if b.DefaultMaxAge.Sent {
		p.DefaultMaxAge = b.DefaultMaxAge.Value
	}
	put(&p.RequireAuthTime, b.RequireAuthTime)
	putList(&p.DefaultACRValues, b.DefaultACRValues)

	putAs(&p.UserinfoAlg, b.UserinfoAlg)
	putAs(&p.AuthorizationAlg, b.AuthorizationAlg)
	putAs(&p.IntrospectionAlg, b.IntrospectionAlg)

	put(&p.AccessTokenFormat, b.AccessTokenFormat)
	put(&p.AccessTokenLifetime, b.AccessTokenLifetime)
	put(&p.DefaultResource, b.DefaultResource)
	put(&p.DPoPBound, b.DPoPBound)
	put(&p.RequireDPoPNonce, b.RequireDPoPNonce)
	put(&p.CertificateBound, b.CertificateBound)
	if b.RotateRefreshTokens != nil {
		p.KeepRefreshTokens = !*b.RotateRefreshTokens
	}
	putList(&p.TokenExchangeAudiences, b.TokenExchangeAudiences)
	if b.FederatedCredentials != nil {
		p.FederatedCredentials = nil
		for _, c := range b.FederatedCredentials {
			p.FederatedCredentials = append(p.FederatedCredentials, client.FederatedCredential(c))
		}
	}

	put(&p.BackchannelLogoutURI, b.BackchannelLogoutURI)
	put(&p.BackchannelSessionRequired, b.BackchannelSessionRequired)
	put(&p.FrontchannelLogoutURI, b.FrontchannelLogoutURI)
	put(&p.FrontchannelSessionReq, b.FrontchannelSessionReq)

	put(&p.ClientURI, b.ClientURI)
	put(&p.LogoURI, b.LogoURI)
	put(&p.PolicyURI, b.PolicyURI)
	put(&p.TOSURI, b.TOSURI)
	putList(&p.Contacts, b.Contacts)
	put(&p.SoftwareID, b.SoftwareID)
	put(&p.SoftwareVersion, b.SoftwareVersion)
}

// ViewClient is a client as it goes over the wire, every default spelt out.
func ViewClient(c client.Client) Client {
	v := Client{
		ID: c.ID.String(), ClientID: c.WireID(), Type: string(c.Type), Origin: string(c.Origin),
		Name: c.Name, ApplicationType: string(c.ApplicationType), Integration: c.Integration, Disabled: c.Disabled, Profile: string(c.Profile),
		RedirectURIs: list(c.RedirectURIs), PostLogoutRedirectURIs: list(c.PostLogoutRedirectURIs), AllowedOrigins: list(c.AllowedOrigins),
		InitiateLoginURI: c.InitiateLoginURI,
		Scopes:           list(c.Scopes), GrantTypes: list(texts[string](c.GrantTypes)), ResponseTypes: list(c.ResponseTypes),
		SeparateIdentities: c.SeparateIdentities, SectorIdentifierURI: c.SectorIdentifierURI,

		AuthMethod: c.AuthMethod, Secrets: []ClientSecret{}, JWKS: KeySet(c.JWKS), JWKSURI: c.JWKSURI, AuthSigningAlg: string(c.AuthSigningAlg),
		TLSSubjectDN: c.TLSSubjectDN, TLSSanDNS: c.TLSSanDNS, TLSSanURI: c.TLSSanURI, TLSSanIP: c.TLSSanIP, TLSSanEmail: c.TLSSanEmail,

		RequirePKCE: c.RequirePKCE, SendIss: c.SendIss, RequirePushed: c.RequirePushed, RequireSignedRequest: c.RequireSignedRequest,
		RequestObjectAlg: string(c.RequestObjectAlg), RequestURIs: list(c.RequestURIs), DefaultMaxAge: c.DefaultMaxAge, RequireAuthTime: c.RequireAuthTime,
		DefaultACRValues: list(c.DefaultACRValues),

		IDTokenSignedAlg: string(c.IDTokenAlg), IDTokenClaims: c.IDTokenClaims, UserinfoAlg: string(c.UserinfoAlg),
		AuthorizationAlg: string(c.AuthorizationAlg), IntrospectionAlg: string(c.IntrospectionAlg),

		AccessTokenFormat: c.AccessTokenFormat, AccessTokenLifetime: c.AccessTokenLifetime, DefaultResource: c.DefaultResource,
		DPoPBound: c.DPoPBound, RequireDPoPNonce: c.RequireDPoPNonce, CertificateBound: c.CertificateBound, RotateRefreshTokens: !c.KeepRefreshTokens,
		RefreshGrace: int(c.RefreshGrace.Seconds()), RefreshIdle: int(c.RefreshIdle.Seconds()), RefreshAbsolute: int(c.RefreshAbsolute.Seconds()),
		TokenExchangeAudiences: list(c.TokenExchangeAudiences), FederatedCredentials: []FederatedCredential{},

		BackchannelLogoutURI: c.BackchannelLogoutURI, BackchannelSessionRequired: c.BackchannelSessionRequired,
		FrontchannelLogoutURI: c.FrontchannelLogoutURI, FrontchannelSessionReq: c.FrontchannelSessionReq,

		ClientURI: c.ClientURI, LogoURI: c.LogoURI, PolicyURI: c.PolicyURI, TOSURI: c.TOSURI, Contacts: list(c.Contacts),
		SoftwareID: c.SoftwareID, SoftwareVersion: c.SoftwareVersion,

		CreatedAt: c.CreatedAt.UTC(), UpdatedAt: c.UpdatedAt.UTC(), ExpiresAt: utc(c.ExpiresAt),
	}
	if v.Profile == "" {
		v.Profile = string(client.ProfileDefault)
	}
	if v.AccessTokenFormat == "" {
		v.AccessTokenFormat = client.FormatOpaque
	}
	if v.AccessTokenLifetime == 0 {
		v.AccessTokenLifetime = int(client.DefaultAccessLifetime.Seconds())
	}
	if len(v.ResponseTypes) == 0 && c.Allows(oauth.AuthorizationCode) {
		v.ResponseTypes = c.Responses()
	}
	for _, f := range c.FederatedCredentials {
		v.FederatedCredentials = append(v.FederatedCredentials, FederatedCredential(f))
	}
	for _, s := range c.Secrets {
		if s.Kind == client.Standard {
			v.Secrets = append(v.Secrets, viewSecret(s))
		}
	}
	return v
}

// put sets what was sent.
func put[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// putAs sets what was sent, as the noun's own kind of text.
func putAs[T ~string](to *T, from *string) {
	if from != nil {
		*to = T(*from)
	}
}

func putList(to *[]string, from []string) {
	if from != nil {
		*to = slices.Clone(from)
	}
}

// texts says the same words as another type; nil stays nil.
func texts[To, From ~string](from []From) []To {
	if from == nil {
		return nil
	}
	out := make([]To, len(from))
	for i, s := range from {
		out[i] = To(s)
	}
	return out
}

func seconds(n *int) *time.Duration {
	if n == nil {
		return nil
	}
	d := time.Duration(*n) * time.Second
	return &d
}
