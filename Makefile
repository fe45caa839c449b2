# Kindlab's commands; `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: help run setup build agent assets lint test test-long bench prove prove-all clean-cluster

# As the program itself reads them: `make run LISTEN=…`, or the variables of its environment.
LISTEN ?= $(or $(KINDLAB_LISTEN),127.0.0.1:8080)
DATA ?= $(or $(KINDLAB_DATA),data)
AGENT_TARGET := x86_64-unknown-linux-gnu

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'

run: setup build ## bring everything up and serve on LISTEN (127.0.0.1:8080), keep all in DATA (data), until Ctrl-C
	@target/release/kindlab --data $(DATA) cluster up
	@exec target/release/kindlab --data $(DATA) serve --listen $(LISTEN)

setup: ## install what is missing, start Docker where nothing runs it
	@scripts/setup

build: agent assets ## compile the server and the agent
	@cargo build --release --bin kindlab

# Static: it runs in containers of any kind.
agent: ## compile the program that runs inside the cluster
	@RUSTFLAGS="-C target-feature=+crt-static" cargo build --release --target $(AGENT_TARGET) -p kindlab-agent

assets: ## build the pages' packaged assets
	@if [ -e package.json ]; then scripts/assets; fi

lint: ## formatting, clippy, documentation, labs, scripts
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy --test e2e --test outage -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps -q
	cargo run -q --bin kindlab -- lint labs
	shellcheck -x -S warning scripts/* cluster/build cluster/lib.sh cluster/stages/*.sh

test: ## set-up, lint, unit and router tests, end to end and in a browser on the cluster kindlab-test
	@scripts/setup --test
	@$(MAKE) --no-print-directory lint agent assets
	cargo test --workspace
	KINDLAB_BIN=target/debug/kindlab scripts/with-test-cluster scripts/test-cluster

test-long: agent assets ## the long ones: a class of thirty, faults of the cluster, reboot, registry, cold build
	@scripts/setup --test
	cargo build
	KINDLAB_BIN=target/debug/kindlab scripts/with-test-cluster scripts/test-cluster faults
	KINDLAB_BIN=target/debug/kindlab scripts/with-test-cluster scripts/test-cluster class
	KINDLAB_BIN=target/debug/kindlab scripts/with-test-cluster scripts/test-reboot
	KINDLAB_BIN=target/debug/kindlab scripts/test-registry
	scripts/test-cold

bench: build ## how soon a change is judged and told, and what it costs, with 1, 50 and 200 open sandboxes (a quarter of an hour)
	@cargo bench --bench judging --no-run
	scripts/with-test-cluster scripts/test-cluster bench

prove: build ## prove in full the labs that changed since proved.json, walk the others
	scripts/with-test-cluster target/release/kindlab prove --changed --max-sandboxes 30

prove-all: build ## prove every lab in full, every step twice, every lab again, and again after it was left half-way
	scripts/with-test-cluster target/release/kindlab prove --thorough --max-sandboxes 30

clean-cluster: ## remove the clusters kindlab and kindlab-test; progress is kept
	@target/release/kindlab --data $(DATA) cluster down
	@target/release/kindlab --data target/test-data cluster down --name kindlab-test
