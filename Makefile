# Every verb we use; CI calls the same ones. `make` alone prints them.
.DEFAULT_GOAL := help
.PHONY: help run build setup dev db/reset db/migrate db/psql generate verify fmt lint test test/go test/web e2e spec arch pages conformance interop bench clean

help: ## print this
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9\/]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## everything from nothing, served at http://localhost:8080 (ARGS="--listen :9090" for `alias serve`)
	@scripts/run $(ARGS)

build: ## bin/alias, with the portal inside
	@scripts/build

setup: ## packages, pinned tools, a browser, commit hooks
	@scripts/setup

dev: ## serve with live reload, and the portal at http://localhost:5173
	@scripts/dev $(ARGS)

db/reset: ## remove the development database
	@scripts/db reset

db/migrate: ## bring the development database to this schema
	@scripts/db migrate

db/psql: ## look around in the development database, as its owner
	@scripts/db psql

generate: ## queries, API documents, SDKs, route tree
	@scripts/generate

verify: ## generated files are what their sources make
	@scripts/verify

fmt: ## gofumpt, gci, biome
	@scripts/fmt

lint: ## golangci-lint, sqlc vet, biome, tsc, knip
	@scripts/lint

test: ## all that must be green; ends with "N passed, N failed"
	@scripts/test

test/go: ## every Go module, with the race detector
	@scripts/test go

test/web: ## Vitest
	@scripts/test web

e2e: ## Playwright against bin/alias
	@scripts/test e2e

spec: ## the clauses of the RFCs that tests cover
	@scripts/spec

arch: ## floors and walls
	@go -C backend test -count=1 -v ./internal/app -run 'ImportsPointDown|PlantedViolation'

pages: ## screenshots of every page, in e2e/gallery
	@scripts/pages

conformance: ## the certification checklist, clause by clause, against the built binary over TLS
	@scripts/conformance $(ARGS)

interop: ## independent relying parties and a Matrix homeserver against the built binary; prints a table
	@scripts/interop $(ARGS)

bench: ## every Go benchmark, and that a wrong password takes as long as an unknown address
	@go -C backend test -run '^$$' -bench . -benchmem ./...
	@go -C backend test -tags timing -run SameTime -v ./internal/platform/password

clean: ## what was built and downloaded here; not the data
	@rm -rf bin .cache node_modules openapi/node_modules e2e/interop/node/node_modules e2e/conformance/node/node_modules openapi/sdk/typescript/dist e2e/gallery e2e/playwright-report e2e/test-results
	@find backend/internal/portal/dist -mindepth 1 ! -name .gitkeep -delete
