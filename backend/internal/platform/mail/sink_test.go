package mail_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"alias.example/alias/backend/internal/platform/clock"
	"alias.example/alias/backend/internal/platform/mail"
	"alias.example/alias/backend/internal/platform/secret"
)

func TestTheSinkKeepsTheLast200NewestFirst(t *testing.T) {
	t.Parallel()
	s := startSink(t)
	to := sender(s.Server())
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 26 {
				if err := to.Send(t.Context(), letter()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	last := letter()
	last.Subject = "the last"
	require.NoError(t, to.Send(t.Context(), last))

	kept := s.Messages()
	require.Len(t, kept, 200)
	require.Equal(t, "the last", kept[0].Subject)
	ids := map[string]bool{}
	for _, m := range kept {
		ids[m.ID] = true
	}
	require.Len(t, ids, 200)

	one, ok := s.Message(kept[7].ID)
	require.True(t, ok)
	require.Equal(t, kept[7], one)
	_, ok = s.Message("unknown")
	require.False(t, ok)

	s.Clear()
	require.Empty(t, s.Messages())
}

func TestACodeIsFoundWhereAPersonWouldSeeIt(t *testing.T) {
	t.Parallel()
	s := startSink(t)
	to := sender(s.Server())
	for text, code := range map[string]string{
		"Your code is 123456.":              "123456",
		"654321":                            "654321",
		"Your code:\n\n  012 345\n":         "012345",
		"Call 1234567, then type 222333":    "222333",
		"No code, but 2026 and 12345678":    "",
		"First 111111, then 222222":         "111111",
		"https://alias.test/verify/1234567": "",
	} {
		s.Clear()
		m := letter()
		m.Text = text
		require.NoError(t, to.Send(t.Context(), m))
		require.Equal(t, code, s.Messages()[0].Code, text)
	}
}

func TestTheSinkHasLimits(t *testing.T) {
	t.Parallel()
	s := startSink(t)
	err := smtp.SendMail(s.Addr(), nil, "a@b.test", []string{"c@d.test"}, []byte("Subject: big\r\n\r\n"+strings.Repeat("0123456789\r\n", 100_000)))
	require.ErrorContains(t, err, "552")

	many := make([]string, 11)
	for i := range many {
		many[i] = fmt.Sprintf("p%d@d.test", i)
	}
	require.Error(t, smtp.SendMail(s.Addr(), nil, "a@b.test", many, []byte("Subject: many\r\n\r\nx")))
	require.Error(t, smtp.SendMail(s.Addr(), nil, "a@b.test", many[:1], []byte("Content-Type: text/plain; =\r\n\r\nx")), "not well formed")
	require.Empty(t, s.Messages())

	require.NoError(t, smtp.SendMail(s.Addr(), nil, "a@b.test", many[:2], []byte("Subject: two\r\n\r\nx")))
	require.Len(t, s.Messages(), 2, "one for each recipient")
}

func TestTheSinkListensOnThisMachineOnly(t *testing.T) {
	t.Parallel()
	require.True(t, strings.HasPrefix(startSink(t).Addr(), "127.0.0.1:"))
}

func TestTheSinkAnswersInJSON(t *testing.T) {
	t.Parallel()
	s := startSink(t)
	get := func(path string) (string, []map[string]any) {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, "application/json", w.Header().Get("Content-Type"))
		require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
		var body struct {
			Items []map[string]any `json:"items"`
		}
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
		return w.Body.String(), body.Items
	}
	raw, _ := get("/dev/mail.json")
	require.JSONEq(t, `{"items":[]}`, raw)

	other := letter()
	other.To = "bob@example.test"
	require.NoError(t, sender(s.Server()).Send(t.Context(), letter()))
	require.NoError(t, sender(s.Server()).Send(t.Context(), other))
	_, items := get("/dev/mail.json")
	require.Len(t, items, 2)
	require.Equal(t, "bob@example.test", items[0]["to"])

	_, items = get("/dev/mail.json?to=ADA@example.test")
	require.Equal(t, []map[string]any{{
		"id": s.Messages()[1].ID, "at": "2026-11-24T12:00:00Z", "to": "ada@example.test", "from": "no-reply@alias.test",
		"subject": letter().Subject, "text": letter().Text, "code": "123456",
	}}, items)
}

func TestAClosedSinkStaysReadable(t *testing.T) {
	t.Parallel()
	s := mail.NewSink(clock.NewFake(noon), secret.NewSource(nil))
	require.NoError(t, s.Start(t.Context()))
	require.NoError(t, sender(s.Server()).Send(t.Context(), letter()))
	require.NoError(t, s.Close())
	require.Len(t, s.Messages(), 1)
	require.ErrorIs(t, sender(s.Server()).Send(t.Context(), letter()), mail.ErrTemporary)
}
