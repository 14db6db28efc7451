package view

// Device asks for the code that a device shows. It gets "user_code".
type Device struct {
	Frame
	// Form has no hidden fields: asking changes nothing.
	Form Form
	// Code is what was typed before.
	Code string
}

// Sample is a person who has just come.
func (Device) Sample() Device {
	return Device{Frame: sampleFrame(), Form: Form{Action: "/t/lantern/device"}}
}

// SampleErrors is a code that no device waits under.
func (d Device) SampleErrors() Device {
	d = d.Sample()
	d.Code = "WDJB-MJHX"
	d.Form.Errors = Errors{FieldUserCode: ErrorUserCodeUnknown}
	return d
}

// DeviceConfirm shows which device waits, for the person to compare. It posts "user_code" and "decision" = "allow" or
// "deny".
type DeviceConfirm struct {
	Frame
	Form Form
	// Code is the code as the device shows it.
	Code string
	// Network is the network the device asked from.
	Network string
	// Minutes is how long ago it asked; 0 is less than one.
	Minutes int
	// Asks lists what the service asks for, for the words only.
	Asks []Item
}

// Sample is a television that asked a moment ago.
func (DeviceConfirm) Sample() DeviceConfirm {
	f := sampleServiceFrame()
	f.Service.Verified, f.Service.Host = false, "" // a device is sent back nowhere
	return DeviceConfirm{
		Frame: f, Form: Form{Action: "/t/lantern/device", Proof: "sample-proof"}, Code: "WDJB-MJHT", Network: "203.0.113.0/24",
		Asks: []Item{ItemNickname, ItemUsername, ItemRelayEmail, ItemOfflineUse},
	}
}

// SampleLongNames is an app with a name that fits nowhere, which asked a while ago from far away.
func (d DeviceConfirm) SampleLongNames() DeviceConfirm {
	d = d.Sample()
	d.Service = sampleLongService()
	d.Service.Host = ""
	d.Network = "2001:db8:85a3:8d3::/64"
	d.Minutes = 7
	return d
}

// DeviceDone says that the device will notice by itself.
type DeviceDone struct {
	Frame
	// Allowed says that the person agreed; otherwise they refused.
	Allowed bool
}

// Sample is a device that is connected.
func (DeviceDone) Sample() DeviceDone { return DeviceDone{Frame: sampleFrame(), Allowed: true} }

// SampleDenied is a device that was refused.
func (d DeviceDone) SampleDenied() DeviceDone {
	d = d.Sample()
	d.Allowed = false
	return d
}
