# Edge: build, try, test. Every target sets up what it needs on a fresh Debian 12 that has the Swift toolchain.

SHELL := /bin/bash
.DEFAULT_GOAL := help
# `make test JOBS=1` where memory is short.
JOBS ?= $(shell nproc)
# `make fuzz SECONDS=600`.
SECONDS ?= 60
SWIFT_BUILD := swift build --jobs $(JOBS)
FORMATTED := $(addprefix Sources/,EdgeKit EdgeTLS EdgeHTTP2 Edgefile) Fuzz/Sources Examples/Sources \
	Examples/WithHummingbird/Sources

.PHONY: help
help: ## Say what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

.PHONY: setup
setup:
	@scripts/need-swift
	@scripts/need-packages build

.PHONY: demo
demo: release ## See it work: a small chat behind the edge on https://localhost:8443
	@exec .build/release/edge demo $(ARGS)

.PHONY: build
build: setup ## Debug build of everything
	$(SWIFT_BUILD)

.PHONY: release
release: setup ## Release build of the program, .build/release/edge
	$(SWIFT_BUILD) --configuration release --static-swift-stdlib --product edge

.PHONY: test
test: setup ## Run all tests, with real clients; the last line is the test runner's
	@scripts/need-packages test
	$(SWIFT_BUILD) --build-tests
	@scripts/try-library examples embedding
	@scripts/run-tests $(ARGS)

.PHONY: examples
examples: setup ## Build and try all examples; the one with Hummingbird takes minutes the first time
	@scripts/need-packages test
	@scripts/try-library examples embedding hummingbird

.PHONY: test-asan
test-asan: setup ## The tests under AddressSanitizer, with OpenSSL and nghttp2 in the loop
	@scripts/test-sanitized address $(ARGS)

.PHONY: test-tsan
test-tsan: setup ## The tests under ThreadSanitizer
	@scripts/test-sanitized thread $(ARGS)

# `make siege CLIENTS=10000`.
CLIENTS ?= 10000
.PHONY: siege
siege: release ## CLIENTS slow connections in each phase, beside one whose answers must not become slow
	@scripts/need-packages test
	@/usr/bin/python3 Tests/Soak/slow.py .build/release/edge $(CLIENTS)

# `make soak MINUTES=30`.
MINUTES ?= 20
.PHONY: soak
soak: release ## Mixed traffic for MINUTES while backend, configuration and descriptors fail
	@scripts/need-packages test
	@/usr/bin/python3 Tests/Soak/soak.py .build/release/edge $(MINUTES)

.PHONY: testssl
testssl: release ## What testssl.sh finds in a site with nothing but defaults
	@scripts/need-packages build testssl
	@scripts/test-tls .build/release/edge

.PHONY: fuzz
fuzz: setup ## Fuzz the parsers, SECONDS for each of them; ARGS names some
	@Fuzz/fuzz $(SECONDS) $(ARGS)

.PHONY: bench
bench: release ## Measure edge beside nginx, haproxy, caddy, h2o and envoy; ARGS=--help says what can be chosen
	@Benchmarks/run $(ARGS)

MICRO := --package-path Benchmarks/Micro --scratch-path .build/micro
.PHONY: bench-check
bench-check: release ## Count instructions and allocations of a request and its steps; fails above thresholds; ARGS=--record sets them
	@scripts/need-packages count
	$(SWIFT_BUILD) $(MICRO) --configuration release --product MicroCount
	@Benchmarks/Micro/check .build/release/edge .build/micro/release/MicroCount $(ARGS)

.PHONY: bench-times
bench-times: setup ## How long the same steps take, by ordo-one/benchmark; ARGS goes to it
	swift package $(MICRO) --disable-sandbox benchmark $(ARGS)

.PHONY: docs
docs: setup ## Write the library's documentation, .build/documentation; a warning is an error
	$(SWIFT_BUILD) --target EdgeKit
	@scripts/make-docs

.PHONY: check
check: lint examples docs release ## Layout, public interface, documentation, examples, and what is linked
	@scripts/check-api
	@scripts/check-linkage .build/release/edge --static-swift

.PHONY: lint
lint: ## Whether sources are laid out as the formatter does it; docs/decisions/0005 says of which
	swift format lint --strict --recursive --parallel $(FORMATTED)

.PHONY: static
static: setup ## The program as one file that needs no other, .build/static/release/edge
	PKG_CONFIG_PATH=$(CURDIR)/packaging/static $(SWIFT_BUILD) --configuration release --static-swift-stdlib \
		-Xswiftc -static-executable --product edge --scratch-path .build/static
	@scripts/try-static .build/static/release/edge

.PHONY: deb
deb: release ## A Debian package in .build/deb, tried in an empty root
	@scripts/make-deb .build/release/edge .build/deb
	@scripts/try-deb .build/deb/edge_*.deb

.PHONY: clean
clean: ## Remove what was built
	rm -rf .build
