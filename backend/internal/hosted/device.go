package hosted

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"alias.example/alias/backend/internal/domain/service/authrequest"
	"alias.example/alias/backend/internal/domain/service/devicecode"
	"alias.example/alias/backend/internal/hosted/view"
	"alias.example/alias/backend/internal/oidc/device"
	"alias.example/alias/backend/internal/oidc/issuer"
	"alias.example/alias/backend/internal/platform/browser"
	"alias.example/alias/backend/internal/platform/httpx"
	"alias.example/alias/backend/internal/platform/id"
	"alias.example/alias/backend/internal/platform/secret"
)

// Devices are the devices that wait for their person.
type Devices interface {
	Find(ctx context.Context, iss issuer.Issuer, code string) (device.Waiting, error)
	Continue(ctx context.Context, iss issuer.Issuer, code, correlation string, browser secret.Hash) (id.Request, error)
	Deny(ctx context.Context, iss issuer.Issuer, code string) error
}

// Where the pages of devices are below an issuer.
const (
	DevicePath     = "/device"
	DeviceDonePath = "/device/done"
)

// Device answers GET {issuer}/device: it asks for a code, or shows the device that
// waits under the one in the address (RFC 8628 3.3 and 3.3.1).
func (d *Door) Device(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	y := way{browser: d.Jar.EnsureName(w, r).Hash()}
	code := r.URL.Query().Get("user_code")
	if code == "" {
		d.askUserCode(w, r, http.StatusOK, y, iss, "", nil)
		return
	}
	waiting, ok := d.waiting(w, r, y, iss, code)
	if !ok {
		return
	}
	v := view.DeviceConfirm{
		Frame: d.deviceFrame(r, y, iss, &waiting), Form: view.Form{Action: iss.URL + DevicePath, Proof: d.proofs.Proof(DevicePath, devicecode.Normalize(code), y.browser)},
		Code: shown(code), Network: waiting.Device.Network, Minutes: int(waiting.Ago / time.Minute),
	}
	for _, item := range view.Items() {
		if item != view.ItemAliasID && slices.Contains(waiting.Device.Scopes, scopeOf(item)) {
			v.Asks = append(v.Asks, item)
		}
	}
	d.show(w, r, http.StatusOK, view.PageDeviceConfirm, v.Frame, v)
}

// DeviceDecide answers POST {issuer}/device: the person goes on to decide, or says
// that they started nothing.
func (d *Door) DeviceDecide(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	y := way{browser: d.Jar.EnsureName(w, r).Hash()}
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if err := r.ParseForm(); err != nil {
		d.problem(w, r, y, http.StatusBadRequest, view.ProblemForm)
		return
	}
	code := r.PostForm.Get("user_code")
	if !d.proofs.CheckProof(r.PostForm.Get("proof"), DevicePath, devicecode.Normalize(code), y.browser) {
		d.problem(w, r, y, http.StatusForbidden, view.ProblemForm)
		return
	}
	if r.PostForm.Get("decision") != "allow" {
		if err := d.Devices.Deny(r.Context(), iss, code); err != nil && !errors.Is(err, devicecode.ErrNotFound) {
			d.refuse(w, r, y, err)
			return
		}
		see(w, iss.URL+DeviceDonePath+"?outcome=denied")
		return
	}
	key := d.Jar.NewKey()
	request, err := d.Devices.Continue(r.Context(), iss, code, httpx.CorrelationID(r.Context()), key.Hash())
	if errors.Is(err, devicecode.ErrNotFound) {
		d.askUserCode(w, r, http.StatusUnprocessableEntity, y, iss, code, view.Errors{view.FieldUserCode: view.ErrorUserCodeUnknown})
		return
	}
	if err != nil {
		d.refuse(w, r, y, err)
		return
	}
	if _, held := d.Jar.RequestKey(r, request); !held {
		d.Jar.SetRequestKey(w, request, key, authrequest.Lifetime)
	}
	see(w, iss.URL+"/oauth2/authorize/resume?request="+request.String())
}

// DeviceDone answers GET {issuer}/device/done, where a decision for a device ends.
func (d *Door) DeviceDone(w http.ResponseWriter, r *http.Request, iss issuer.Issuer) {
	v := view.DeviceDone{Frame: d.deviceFrame(r, way{}, iss, nil), Allowed: r.URL.Query().Get("outcome") == "allowed"}
	d.show(w, r, http.StatusOK, view.PageDeviceDone, v.Frame, v)
}

// waiting looks a code up; ok is false when an answer has been sent. An unknown
// code and an old one are answered alike, and guesses are counted.
func (d *Door) waiting(w http.ResponseWriter, r *http.Request, y way, iss issuer.Issuer, code string) (device.Waiting, bool) {
	people, err := d.Interaction.People(r.Context(), browser.Hashes(d.Jar.Sessions(r)))
	if err != nil {
		d.refuse(w, r, y, err)
		return device.Waiting{}, false
	}
	var out device.Waiting
	found := false
	err = d.Interaction.UserCode(r.Context(), people, visitor(r), func(ctx context.Context) (bool, error) {
		var err error
		out, err = d.Devices.Find(ctx, iss, code)
		if errors.Is(err, devicecode.ErrNotFound) {
			return false, nil
		}
		found = err == nil
		return found, err
	})
	errs, isForm := fieldErrors(err)
	switch {
	case isForm:
		d.askUserCode(w, r, http.StatusTooManyRequests, y, iss, code, errs)
	case err != nil:
		d.refuse(w, r, y, err)
	case !found:
		d.askUserCode(w, r, http.StatusUnprocessableEntity, y, iss, code, view.Errors{view.FieldUserCode: view.ErrorUserCodeUnknown})
	}
	return out, found
}

func (d *Door) askUserCode(w http.ResponseWriter, r *http.Request, status int, y way, iss issuer.Issuer, typed string, errs view.Errors) {
	v := view.Device{Frame: d.deviceFrame(r, y, iss, nil), Form: view.Form{Action: iss.URL + DevicePath, Errors: errs}, Code: typed[:min(len(typed), 40)]}
	d.show(w, r, status, view.PageDevice, v.Frame, v)
}

// deviceFrame is the frame of a page of devices. A device is sent nowhere, so that
// nothing proves which service it is; the page of its maker is only what it says.
func (d *Door) deviceFrame(r *http.Request, y way, iss issuer.Issuer, waiting *device.Waiting) view.Frame {
	f := d.frame(r, y)
	f.Development = f.Development || iss.Tenant.Environment == "development"
	if waiting != nil {
		f.Service = &view.Service{Name: waiting.Client.Name, Environment: string(iss.Tenant.Environment)}
	}
	return f
}

// shown is a user code as the device shows it.
func shown(code string) string {
	c := devicecode.Normalize(code)
	return c[:len(c)/2] + "-" + c[len(c)/2:]
}
