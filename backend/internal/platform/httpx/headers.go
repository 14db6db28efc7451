package httpx

import "net/http"

// securityHeaders says what every response says unless its door says something
// stricter. A page replaces the Content-Security-Policy by its own.
func securityHeaders(h http.Header, https bool) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", "frame-ancestors 'none'; base-uri 'none'; object-src 'none'")
	if https {
		h.Set("Strict-Transport-Security", "max-age=63072000")
	}
}

// AllowOpener lets the pages behind next keep their opener. Services may open the
// way to a sign-in as a pop-up; with the default policy the pop-up would be cut
// off from the service's own page for good, before the redirect back to it.
func AllowOpener(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Opener-Policy", "unsafe-none")
		next.ServeHTTP(w, r)
	})
}
