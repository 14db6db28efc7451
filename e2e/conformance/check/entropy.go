package check

import "math"

// Entropy is the Shannon entropy of a text in bits: the text's length times what
// one of its characters tells.
func Entropy(s string) float64 {
	counts := map[rune]float64{}
	for _, c := range s {
		counts[c]++
	}
	length := float64(len(s))
	perCharacter := 0.0
	for _, n := range counts {
		p := n / length
		perCharacter -= p * math.Log2(p)
	}
	return perCharacter * length
}
