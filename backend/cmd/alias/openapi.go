package main

import (
	"fmt"
	"os"
	"path/filepath"

	"alias.example/alias/backend/internal/docs"
	"alias.example/alias/backend/internal/manageapi"
)

type openapiCmd struct {
	Dir string `help:"The folder to write to." default:"openapi" placeholder:"DIR"`
}

// Run writes the OpenAPI documents.
func (o openapiCmd) Run() error {
	files, err := docs.Files(manageapi.Describe(), docs.Issuer())
	if err != nil {
		return err
	}
	for name, body := range files {
		if err := os.WriteFile(filepath.Join(o.Dir, name), body, 0o644); err != nil { //nolint:gosec // a public document
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	return nil
}
