#!/bin/bash
# Debian's kubernetes source package, unpacked and with its generated files.
. "$(dirname "$0")/../lib.sh"
apt_list bookworm
mkdir -p "$(dirname "$KSRC")"; cd "$(dirname "$KSRC")"
apt-get "${APT[@]}" source --download-only kubernetes/bookworm
rm -rf "$KSRC"; dpkg-source -x kubernetes_*.dsc "$KSRC"
mkdir -p "$GOPATH/src/k8s.io"; ln -sfn "$KSRC" "$GOPATH/src/k8s.io/kubernetes"
cd "$GOPATH/src/k8s.io/kubernetes"
make generated_files
test -e pkg/generated/openapi/zz_generated.openapi.go
