package view_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheTwoDarkThemesAreOne(t *testing.T) {
	t.Parallel()
	source := tokens(t)
	bySystem := declarations(block(t, source, `:root:not([data-theme="light"]) {`))
	byChoice := declarations(block(t, source, `:root[data-theme="dark"] {`))
	assert.Equal(t, bySystem, byChoice)
	light := declarations(block(t, source, ":root {"))
	for name := range byChoice {
		assert.Contains(t, light, name, "%s is dark only", name)
	}
	for name := range light {
		if strings.HasPrefix(name, "--color-") || strings.HasPrefix(name, "--shadow-") {
			assert.Contains(t, byChoice, name, "%s has no dark value", name)
		}
	}
}

func TestColoursCanBeRead(t *testing.T) {
	t.Parallel()
	source := tokens(t)
	for theme, colours := range map[string]map[string]string{
		"light": declarations(block(t, source, ":root {")),
		"dark":  declarations(block(t, source, `:root[data-theme="dark"] {`)),
	} {
		check := func(front, ground string, least float64) {
			got := contrast(t, colours["--color-"+front], colours["--color-"+ground])
			assert.GreaterOrEqual(t, got, least, "%s: %s on %s is %.2f", theme, front, ground, got)
		}
		meanings := []string{"accent", "apricot", "danger", "warning", "success", "info"}
		for _, ground := range []string{"canvas", "surface", "sunken", "hover"} {
			for _, front := range []string{"text", "text-muted", "text-subtle"} {
				check(front, ground, 4.5)
			}
			for _, meaning := range meanings {
				check(meaning+"-text", ground, 4.5)
			}
			check("border-strong", ground, 3)
			check("focus", ground, 3)
		}
		for _, meaning := range meanings {
			check(meaning+"-text", meaning+"-soft", 4.5)
			check("text", meaning+"-soft", 4.5)
			check("text-muted", meaning+"-soft", 4.5)
		}
		for _, state := range []string{"accent", "accent-hover", "accent-active"} {
			check("on-accent", state, 4.5)
		}
		check("on-danger", "danger", 4.5)
		check("on-danger", "danger-hover", 4.5)
		for i := 1; i <= 6; i++ {
			check(fmt.Sprintf("tint-%d-ink", i), fmt.Sprintf("tint-%d", i), 4.5)
		}
		for i := 1; i <= 5; i++ {
			check(fmt.Sprintf("chart-%d", i), "surface", 3)
		}
	}
}

func TestStylesUseOnlyTokensThatExist(t *testing.T) {
	t.Parallel()
	source := tokens(t)
	known := declarations(source)
	hosted, err := os.ReadFile("../assets/hosted.css")
	require.NoError(t, err)
	known["--plate"], known["--plate-ink"] = "set by hosted.css", "set by hosted.css"
	for _, match := range regexp.MustCompile(`var\((--[a-z0-9-]+)`).FindAllStringSubmatch(source+string(hosted), -1) {
		assert.Contains(t, known, match[1])
	}
	assert.NotRegexp(t, `url\(|@import|@font-face`, source+string(hosted), "nothing is fetched")
}

// tokens is the source of the tokens.
func tokens(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("../assets/tokens.css")
	require.NoError(t, err)
	return string(source)
}

// block is what stands between the braces after a selector, at its first place.
func block(t *testing.T, source, selector string) string {
	t.Helper()
	_, rest, ok := strings.Cut(source, selector)
	require.True(t, ok, selector)
	inside, _, _ := strings.Cut(rest, "}")
	return inside
}

// declarations are the custom properties of a piece of CSS.
func declarations(css string) map[string]string {
	found := map[string]string{}
	for _, match := range regexp.MustCompile(`(--[a-z0-9-]+): ([^;]+);`).FindAllStringSubmatch(css, -1) {
		found[match[1]] = match[2]
	}
	return found
}

// contrast is the WCAG contrast of two colours written #rrggbb.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// luminance is the WCAG relative luminance of a colour written #rrggbb.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	require.Regexp(t, `^#[0-9a-f]{6}$`, colour)
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		require.NoError(t, err)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// catalogue is the English catalogue.
func catalogue(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../locales/en.json")
	require.NoError(t, err)
	var words map[string]string
	require.NoError(t, json.Unmarshal(raw, &words))
	return words
}
