#!/usr/bin/env bash
# Installs what the demo and the tests need: host packages with apt where that is the host's, then npm's.
# Usage: setup.sh [demo|test|bench]; without root or apt it says what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-test}

# command or file, Debian package
needs=(
  "runc runc"
  "/usr/lib/cni/bridge containernetworking-plugins"
  "docker-registry docker-registry"
  "/bin/busybox busybox-static"
  "ip iproute2"
  "iptables iptables"
)
if [ "$purpose" != demo ]; then
  needs+=(
    "containerd containerd"
    "curl curl"
    "dockerd docker.io"
    "htpasswd apache2-utils"
    "ps procps"
    "shellcheck shellcheck"
    "skopeo skopeo"
    "tmux tmux"
    "umoci umoci"
    "unshare util-linux"
    "bzip2 bzip2"
    "xz xz-utils"
  )
fi

have() {
  case $1 in
    /*) [ -e "$1" ] ;;
    *) PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null ;;
  esac
}

missing=()
for need in "${needs[@]}"; do
  read -r probe package <<<"$need"
  have "$probe" || missing+=("$package")
done

install_packages() {
  apt-get -q update &&
    DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
}

if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "tsrt's $purpose needs these packages (Debian's names): ${missing[*]}" >&2
    echo "Install them as root, for example: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  echo "installing ${missing[*]}"
  log=$(mktemp)
  # Services of these packages must not start by themselves: a policy that says no, for this installation only.
  policy=
  trap 'rm -f "$log" $policy' EXIT
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    policy=/usr/sbin/policy-rc.d
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
  fi
  if ! install_packages "${missing[@]}" >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    echo "installing ${missing[*]} failed" >&2
    exit 1
  fi
fi

if [ "$(id -u)" != 0 ]; then
  echo "tsrt's $purpose starts containers and needs root" >&2
  exit 1
fi

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error
fi
