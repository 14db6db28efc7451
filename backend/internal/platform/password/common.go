package password

import (
	"crypto/sha256"
	_ "embed" // for the list
	"sort"
	"strings"
)

//go:generate go run gen_common.go 10_million_password_list_top_1M.txt

// commonBin is the list of common passwords as gen_common.go packs it.
//
//go:embed common.bin
var commonBin string

// commonPrefix is how many bytes of each entry's hash the list holds.
const commonPrefix = 5

// isCommon reports whether a normalized password, in any mixture of cases, is
// among the 100,000 passwords most often seen in leaks.
func isCommon(normalized string) bool {
	sum := sha256.Sum256([]byte(strings.ToLower(normalized)))
	want := string(sum[:commonPrefix])
	n := len(commonBin) / commonPrefix
	at := func(i int) string { return commonBin[i*commonPrefix : (i+1)*commonPrefix] }
	i := sort.Search(n, func(i int) bool { return at(i) >= want })
	return i < n && at(i) == want
}
