# shellcheck shell=bash
# Settings shared by cluster/build and its stages; sourced, never run.
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)   # this folder: read only, nothing is built in it
CACHE=${KINDLAB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kindlab}
OUT=$CACHE/node                                      # what the stages build
LOGS=$CACHE/log
# shellcheck source=versions
. "$HERE/versions"
KSRC=$OUT/src/kubernetes                             # Debian's source package "kubernetes", unpacked
export GOPATH=$OUT/gopath GOCACHE=$OUT/gocache GO111MODULE=off GOFLAGS='' CGO_ENABLED=0
export HERE CACHE OUT LOGS KSRC REPO KVER KCOMMIT ETCDVER DNSVER LABKITVER NGINX_EXTRA_TAGS BUSYBOX_EXTRA_TAGS
# apt keeps its proxies in its own configuration; Go must not ask any proxy, and kind would pass them into the nodes.
unset HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy
mkdir -p "$OUT" "$LOGS" "$CACHE/stamps"

die() { printf 'error: %s\n' "$1" >&2; shift; for l in "$@"; do printf 'hint: %s\n' "$l" >&2; done; exit 1; }

# apt_list SUITE: sets APT (options for apt-get) and APT_SOURCES (a file with `deb` lines) for bookworm or trixie,
# derived from the machine's own Debian sources: the same mirror, whatever it is called. The machine's lists stay as they are.
apt_list() {
  local suite=$1 dir=$CACHE/apt/$1 rows
  mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
  # shellcheck disable=SC2016 # the format is apt's, not the shell's
  rows=$(apt-get indextargets --format '$(CREATED_BY)|$(ORIGIN)|$(REPO_URI)|$(CODENAME)|$(COMPONENT)|$(SIGNED_BY)' |
    awk -F'|' '$1 == "Packages" && $2 == "Debian" && $5 == "main" { print $3 "|" $4 "|" ($6 ~ /^\// ? $6 : "") }' | sort -u)
  [ -n "$rows" ] || die "apt knows no Debian package index on this machine" \
    "the node image is built from Debian packages: run \`apt-get update\` on a Debian 12 machine"
  local uri code key opt from
  : > "$dir/deb.list.new"; : > "$dir/all.list.new"
  while IFS='|' read -r uri code key; do
    opt=${key:+[signed-by=$key] }
    case $suite/$code in
      bookworm/bookworm | bookworm/bookworm-updates | bookworm/bookworm-security) from=$code ;;
      trixie/bookworm) from=trixie ;;
      *) continue ;;
    esac
    printf 'deb %s%s %s main\n' "$opt" "$uri" "$from" | tee -a "$dir/deb.list.new" >> "$dir/all.list.new"
    printf 'deb-src %s%s %s main\n' "$opt" "$uri" "$from" >> "$dir/all.list.new"
  done <<< "$rows"
  [ -s "$dir/deb.list.new" ] || die "apt has no source of Debian bookworm on this machine" \
    "the node image is built from Debian 12 (bookworm) packages"
  [ "$suite" = bookworm ] || cp "$dir/deb.list.new" "$dir/all.list.new"   # only one binary package is wanted of the others
  mv "$dir/deb.list.new" "$dir/deb.list"
  local stale=
  cmp -s "$dir/all.list.new" "$dir/all.list" || stale=1
  mv "$dir/all.list.new" "$dir/all.list"
  # shellcheck disable=SC2034 # the stages read it
  APT_SOURCES=$dir/deb.list
  APT=(-o "Dir::Etc::sourcelist=$dir/all.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$dir/lists" -o "Dir::Cache=$dir/cache" -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Acquire::Retries=3 -qq)
  # Lists older than a day may name packages that the mirror has replaced since.
  if [ -n "$stale" ] || [ -z "$(find "$dir/updated" -mmin -1440 2>/dev/null)" ]; then
    apt-get "${APT[@]}" update
    touch "$dir/updated"
  fi
}
