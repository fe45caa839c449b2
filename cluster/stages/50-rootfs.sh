#!/bin/bash
# Root file systems from Debian bookworm .debs only. usage: 50-rootfs.sh node|nginx|kubeproxy|etcd|workbench...
. "$(dirname "$0")/../lib.sh"
apt_list bookworm
mkdir -p "$OUT/rootfs"
OPTS=(--mode=root --quiet --aptopt='APT::Install-Recommends "false"'
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright'
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*')
# shellcheck disable=SC2016 # mmdebstrap gives the hook its $1
CLEAN='rm -f "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/*; rm -rf "$1"/var/cache/apt/* "$1"/var/lib/apt/lists/* "$1"/var/log/*.log "$1"/var/log/apt "$1"/etc/resolv.conf "$1"/etc/hostname; mkdir -p "$1"/var/lib/apt/lists/partial'
for what; do
  case $what in
  node) # systemd, container runtime, network tools
    v=minbase
    p=systemd,systemd-sysv,dbus,containerd,runc,containernetworking-plugins,iptables,nftables,conntrack,ebtables,socat,ethtool,iproute2,iputils-ping,mount,util-linux,kmod,procps,jq,curl,ca-certificates,pigz,e2fsprogs,netbase,less ;;
  nginx) v=minbase p=nginx-light,curl,ca-certificates,netbase ;;
  # extract: unpacked only, no maintainer scripts; these images need no package database
  kubeproxy) v=extract p=iptables,conntrack,ipset,kmod,ebtables,busybox-static,libc6,netbase ;;
  etcd) v=extract p=libc6,busybox-static,etcd-server,etcd-client ;;
  workbench) # where learners work, and the server's own probes
    v=minbase
    p=bash,bash-completion,curl,bind9-dnsutils,bind9-host,jq,procps,nano,vim,less,ca-certificates,netbase,iputils-ping,iproute2,ncurses-term,diffutils,file,tree,gawk,wget,openssl ;;
  *) die "no root file system is called $what" ;;
  esac
  p=${p//}
  t=$OUT/rootfs/$what.tar
  mmdebstrap "${OPTS[@]}" --variant=$v --include="$p" --customize-hook="$CLEAN" bookworm "$t.new.tar" "$APT_SOURCES"
  mv "$t.new.tar" "$t"   # an interrupted run leaves no half tar under the real name
  stat -c '%n %s' "$t"
done
