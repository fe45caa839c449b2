#!/bin/bash
# kind itself, one static file, out of Debian trixie's package; not installed on the system.
. "$(dirname "$0")/../lib.sh"
apt_list trixie
d=$CACHE/kind.new; rm -rf "$d"; mkdir -p "$d" "$CACHE/bin"
cd "$d"
apt-get "${APT[@]}" download "kind=$KIND_VERSION-*" 2>/dev/null || apt-get "${APT[@]}" download kind
dpkg-deb -x kind_*.deb x
install -m 755 x/usr/bin/kind "$CACHE/bin/kind"
cd /; rm -rf "$d"
"$CACHE/bin/kind" version | grep -F "v$KIND_VERSION" ||
  die "Debian trixie now has $("$CACHE/bin/kind" version), not kind $KIND_VERSION" "change KIND_VERSION in cluster/versions and try the cluster's tests"
