# make help tells what there is. The tests need Go, gcc (pg_query is C) and npm (it fetches the PostgreSQL servers).

VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
COMMIT      ?= $(shell git rev-parse HEAD 2>/dev/null || echo unknown)
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME    ?= 30s
TESTFLAGS   ?=
BENCHFLAGS  ?=
# What takes longest comes first: no core waits for it at the end.
PACKAGES    ?= ./plan/run ./cmd/copydb ./...

.DEFAULT_GOAL := help

.PHONY: bench
bench: build postgres ## measure copydb beside psql, pg_dump and pgcopydb, about 6 minutes; BENCHFLAGS choose, as in BENCHFLAGS='-scale 0.1 -rounds 3'
	go run ./cmd/bench $(BENCHFLAGS)

.PHONY: bench-follow
bench-follow: postgres ## measure following against a native subscription; takes the machine for some minutes
	go run ./cmd/benchfollow

.PHONY: build
build: ## build bin/copydb, one static file
	CGO_ENABLED=1 go build -trimpath -tags netgo,osusergo -o bin/copydb -ldflags \
		"-s -w -linkmode external -extldflags -static -X main.version=$(VERSION) -X main.commit=$(COMMIT)" ./cmd/copydb

.PHONY: ci
ci: fmt-check vet lint test build ## all that a change has to pass

.PHONY: clean
clean: ## remove what was built; the cached PostgreSQL servers stay
	rm -rf bin

.PHONY: demo
demo: build postgres ## copy a shop between two throwaway servers and prove that the copy is equal
	go run ./cmd/demo

.PHONY: fmt
fmt: ## format the source
	gofmt -w .

.PHONY: fmt-check
fmt-check: ## fail on source that is not formatted
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not formatted (run make fmt):"; echo "$$unformatted"; exit 1; }

.PHONY: fuzz
fuzz: ## run every fuzz test for FUZZTIME (30s)
	@grep -r --include='*_test.go' -oE '^func Fuzz\w+' . | sed 's/:func / /' | sort | while read -r file name; do \
		echo "$$name in $$(dirname $$file)"; \
		go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) "$$(dirname $$file)" || exit 1; \
	done

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 12

.PHONY: lint
lint: ## look for mistakes with staticcheck
	go run $(STATICCHECK) ./...

.PHONY: postgres
postgres: ## fetch the PostgreSQL servers that the tests start, 13 to 18, if they are not there
	@catalog/pgtest/fetch.sh

.PHONY: test
test: postgres ## run the tests with the race detector; TESTFLAGS and PACKAGES choose, as in PACKAGES=./ddl TESTFLAGS=-v
	go test -race -timeout 30m $(TESTFLAGS) $(PACKAGES)

.PHONY: test-corpus
test-corpus: postgres ## try filters on a database of your own: COPYDB_TEST_CORPUS names its dump, in gzip
	go test -tags corpus -timeout 20m -run Corpus ./plan/run

.PHONY: tidy
tidy: ## bring go.mod and go.sum in line with the source
	go mod tidy

.PHONY: vet
vet: ## look for mistakes with go vet
	go vet ./...
