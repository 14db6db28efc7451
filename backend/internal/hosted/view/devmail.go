package view

import "time"

// DevMailItem is one message in the development mailbox.
type DevMailItem struct {
	// URL leads to the message.
	URL     string
	From    string
	To      string
	Subject string
	At      time.Time
	// Code is the six digits found in the message; empty when it has none.
	Code string
}

// DevMailList is the development mailbox: everything this deployment would have sent, newest first.
type DevMailList struct {
	Frame
	Messages []DevMailItem
	// JSONURL is the same list for programs.
	JSONURL string
}

// DevMailMessage is one message of the development mailbox.
type DevMailMessage struct {
	Frame
	Message DevMailItem
	// Text is the plain part.
	Text string
	// HTMLURL answers with the HTML part as a document of its own, shown in a sandboxed frame; empty when there is
	// none. It is not put into the page itself: a frame made with srcdoc inherits the page's policy, which forbids
	// the inline styles that mail needs.
	HTMLURL string
	ListURL string
}

// Sample is a mailbox with two messages.
func (DevMailList) Sample() DevMailList {
	f := sampleFrame()
	f.Development = true
	return DevMailList{
		Frame: f, JSONURL: "/dev/mail.json",
		Messages: []DevMailItem{
			sampleMailItem(),
			{
				URL: "/dev/mail/1", From: "Alias <no-reply@alias.example>", To: "tom@example.org",
				Subject: "Your password was changed", At: time.Date(2026, time.March, 4, 9, 12, 0, 0, time.UTC),
			},
		},
	}
}

// SampleEmpty is a mailbox nothing was sent to.
func (d DevMailList) SampleEmpty() DevMailList {
	d = d.Sample()
	d.Messages = nil
	return d
}

// FrameOrigins lets the mail itself be shown, in a frame of ours.
func (DevMailMessage) FrameOrigins() []string { return []string{"'self'"} }

// Sample is a message with a code.
func (DevMailMessage) Sample() DevMailMessage {
	f := sampleFrame()
	f.Development = true
	return DevMailMessage{
		Frame: f, Message: sampleMailItem(), ListURL: "/dev/mail", HTMLURL: "mail_verify_code.html",
		Text: "481 926 is your code.\n\nType it on the page you came from.\n",
	}
}

// sampleMailItem is a message with a code.
func sampleMailItem() DevMailItem {
	return DevMailItem{
		URL: "/dev/mail/2", From: "Alias <no-reply@alias.example>", To: "mira@example.org",
		Subject: "481 926 is your Alias code", At: time.Date(2026, time.March, 4, 9, 30, 0, 0, time.UTC), Code: "481926",
	}
}
