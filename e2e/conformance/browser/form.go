package browser

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// Form is a form of a page.
type Form struct {
	Method  string
	Action  *url.URL
	Fields  []Field
	Buttons []Button
}

// Field is an input that is sent.
type Field struct {
	Name, Type, Value string
	Checked           bool
}

// Button submits, with a name and value of its own.
type Button struct{ Name, Value string }

// Forms are the forms of a page, in order.
func (p *Page) Forms() []Form {
	var forms []Form
	for _, n := range p.Elements("form") {
		action, err := p.URL.Parse(attr(n, "action"))
		if err != nil {
			continue
		}
		f := Form{Method: strings.ToUpper(attr(n, "method")), Action: action}
		for d := range n.Descendants() {
			if d.Type != html.ElementNode {
				continue
			}
			switch kind := attr(d, "type"); {
			case d.Data == "button" && kind != "button", d.Data == "input" && kind == "submit":
				f.Buttons = append(f.Buttons, Button{attr(d, "name"), attr(d, "value")})
			case d.Data == "input" && attr(d, "name") != "":
				f.Fields = append(f.Fields, Field{attr(d, "name"), kind, attr(d, "value"), has(d, "checked")})
			}
		}
		forms = append(forms, f)
	}
	return forms
}

// Elements are the elements of that name, in order.
func (p *Page) Elements(name string) []*html.Node {
	var found []*html.Node
	for n := range p.Doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			found = append(found, n)
		}
	}
	return found
}

// Attributes are the values of one attribute of all elements of that name.
func (p *Page) Attributes(element, name string) []string {
	var values []string
	for _, n := range p.Elements(element) {
		if has(n, name) {
			values = append(values, attr(n, name))
		}
	}
	return values
}

// HasField reports whether the form has an input of that type.
func (f Form) HasField(kind string) bool {
	return slices.ContainsFunc(f.Fields, func(x Field) bool { return x.Type == kind })
}

// HasButton reports whether the form has that button.
func (f Form) HasButton(name, value string) bool {
	return slices.Contains(f.Buttons, Button{name, value})
}

// values are what the form sends: fill replaces values by name, tick decides of boxes.
func (f Form) values(fill map[string]string, tick func(value string) bool, press Button) url.Values {
	v := url.Values{}
	for _, field := range f.Fields {
		switch filled, ok := fill[field.Name]; {
		case field.Type == "checkbox" || field.Type == "radio":
			if tick != nil && tick(field.Value) || tick == nil && field.Checked {
				v.Add(field.Name, field.Value)
			}
		case ok:
			v.Add(field.Name, filled)
		default:
			v.Add(field.Name, field.Value)
		}
	}
	if press.Name != "" {
		v.Add(press.Name, press.Value)
	}
	return v
}

// Press submits the first form of the page that has the button, its boxes as they are.
func (b *Browser) Press(t *testing.T, p *Page, name, value string) *Page {
	t.Helper()
	for _, f := range p.Forms() {
		if f.HasButton(name, value) {
			return b.submit(t, p, f, f.values(nil, nil, Button{name, value}))
		}
	}
	require.Failf(t, "no such button", "%s=%s on %s", name, value, p.URL.Path)
	return nil
}

// submit sends a form.
func (b *Browser) submit(t *testing.T, p *Page, f Form, v url.Values) *Page {
	t.Helper()
	if f.Method == http.MethodGet || f.Method == "" {
		to := *f.Action
		to.RawQuery = v.Encode()
		return b.Open(t, to.String())
	}
	// A page of ours that posts elsewhere leaves its cookies there behind; nothing here has any.
	return b.follow(t, http.MethodPost, f.Action, v, f.Action.Host == p.URL.Host)
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}
