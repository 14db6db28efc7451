// Package httpx is the threshold every HTTP request crosses: it gives the
// request a correlation id, writes its one log line, catches its panic, says the
// security headers, bounds its body and works out who is really calling, by
// address and by certificate. Its server speaks TLS as BCP 195 wants it.
//
// It decides nothing about the business and knows no page and no problem
// document; what the chain itself must refuse is written by a hook. It must never
// log a URL, a query, a header, an address or a cookie, and never build anything
// from the Host a caller claims.
package httpx
