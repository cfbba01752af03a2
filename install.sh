#!/bin/sh
# Installs, upgrades or removes tsrt. It is run from a release by
#   curl -fsSL BASE_URL/install.sh | sh -s -- --base-url BASE_URL
# and in a checkout, where it builds what it installs. When it fails, the previous installation stays as it was.
set -eu

# Filled in by scripts/build-release.ts.
default_base_url=''

prefix=/usr/local
base_url=${TSRT_BASE_URL:-$default_base_url}
with_service=yes
action=install

usage() {
  cat <<'EOF'
Usage: install.sh [options]

  --prefix DIR     where to install (default: /usr/local). Below /usr and /usr/local the configuration
                   goes to /etc, below another DIR to DIR/etc, and nothing is started
  --base-url URL   where tsrt-linux-ARCH.tar.gz and its .sha256 are; also TSRT_BASE_URL.
                   Without it, in a checkout, tsrt is built
  --no-service     no systemd unit
  --uninstall      remove what was installed; configuration that was changed, images and containers stay
  --help
EOF
}

say() {
  printf '%s\n' "$*"
}

fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}

have() {
  command -v "$1" >/dev/null 2>&1
}

read_arguments() {
  while [ $# -gt 0 ]; do
    case $1 in
      --prefix | --base-url)
        [ $# -ge 2 ] || fail "$1 needs a value"
        if [ "$1" = --prefix ]; then prefix=$2; else base_url=$2; fi
        shift
        ;;
      --prefix=*) prefix=${1#*=} ;;
      --base-url=*) base_url=${1#*=} ;;
      --no-service) with_service=no ;;
      --uninstall) action=uninstall ;;
      --help | -h)
        usage
        exit 0
        ;;
      *) fail "unknown option $1, see --help" ;;
    esac
    shift
  done
  case $prefix in
    /) fail "--prefix must not be /" ;;
    /*) prefix=${prefix%/} ;;
    *) fail "--prefix must be an absolute path, not $prefix" ;;
  esac
  # Other characters would change the meaning of lines in the systemd unit.
  case $prefix in
    *[!A-Za-z0-9/._+-]*) fail "--prefix may hold letters, digits and / . _ + - only" ;;
  esac
}

choose_paths() {
  case $prefix in
    /usr | /usr/local)
      sysconf=/etc
      units=/etc/systemd/system
      is_system=yes
      ;;
    *)
      sysconf=$prefix/etc
      units=$prefix/lib/systemd/system
      is_system=no
      ;;
  esac
  executable=$prefix/bin/tsrt
  shim=$prefix/bin/containerd-shim-tsrt-v1
  config=$sysconf/tsrt/config.toml
  network=$sysconf/cni/net.d/10-tsrt-bridge.conflist
  unit=$units/tsrt.service
}

# --- where the files come from -------------------------------------------------------------------

target_name() {
  [ "$(uname -s)" = Linux ] || fail "tsrt needs Linux, this is $(uname -s)"
  case $(uname -m) in
    x86_64 | amd64) machine=x64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) fail "there is no release for $(uname -m)" ;;
  esac
  libc=''
  for loader in /lib/ld-musl-*.so.1; do
    if [ -e "$loader" ] && ! ls /lib*/ld-linux-*.so.* >/dev/null 2>&1; then
      libc=-musl
    fi
  done
  printf 'tsrt-linux-%s%s' "$machine" "$libc"
}

download() {
  if have curl; then
    curl -fsSL --proto '=http,https,file' -o "$2" "$1" || fail "cannot download $1"
  elif have wget; then
    wget -q -O "$2" "$1" || fail "cannot download $1"
  else
    fail "curl or wget is needed"
  fi
}

sha256_of() {
  if have sha256sum; then
    sha256sum "$1" | cut -d ' ' -f 1
  elif have shasum; then
    shasum -a 256 "$1" | cut -d ' ' -f 1
  elif have openssl; then
    openssl dgst -sha256 -r "$1" | cut -d ' ' -f 1
  else
    fail "sha256sum, shasum or openssl is needed"
  fi
}

fetch_release() {
  name=$(target_name).tar.gz
  say "downloading $base_url/$name"
  download "$base_url/$name.sha256" "$work/sha256"
  download "$base_url/$name" "$work/$name"
  expected=$(cut -d ' ' -f 1 <"$work/sha256")
  case $expected in
    *[!0-9a-f]* | '') fail "$base_url/$name.sha256 holds no SHA-256" ;;
  esac
  actual=$(sha256_of "$work/$name")
  [ "$actual" = "$expected" ] || fail "$name has SHA-256 $actual, expected $expected"
  mkdir "$work/release"
  tar -xzf "$work/$name" -C "$work/release" || fail "cannot unpack $name"
  built=$work/release/tsrt
  extras=$work/release
}

build_checkout() {
  say "building in $checkout"
  have npm || [ -x "$checkout/node_modules/.bin/bun" ] || fail "npm is needed to build"
  (
    cd "$checkout"
    [ -x node_modules/.bin/bun ] || npm ci --no-audit --no-fund --loglevel=error
    node_modules/.bin/bun scripts/build-binary.ts --outfile "$work/tsrt"
  ) || fail "the build failed"
  built=$work/tsrt
  extras=$checkout/install
}

find_files() {
  here=$(dirname "$0")
  if [ -n "$base_url" ]; then
    base_url=${base_url%/}
    fetch_release
  elif [ -f "$0" ] && [ -f "$here/scripts/build-binary.ts" ]; then
    checkout=$(cd "$here" && pwd)
    build_checkout
  else
    fail "no release to install: give --base-url, or run this in a checkout"
  fi
  version=$("$built" --version) || fail "$(why_not_run)"
}

why_not_run() {
  printf '#!/bin/sh\n' >"$work/probe"
  chmod 755 "$work/probe"
  if "$work/probe" 2>/dev/null; then
    say "the new executable does not run on this machine"
  else
    say "nothing can be run in $work, which may be mounted noexec: set TMPDIR to another directory"
  fi
}

# --- all or nothing ------------------------------------------------------------------------------

make_directory() {
  [ -d "$1" ] && return
  make_directory "$(dirname "$1")"
  mkdir "$1" || fail "cannot make $1"
  # Undo in reverse order.
  printf '%s\n' "$1" | cat - "$work/directories" >"$work/directories.new"
  mv "$work/directories.new" "$work/directories"
}

# place SOURCE MODE TARGET: copies the file beside its target. It is moved into place when all files are there.
place() {
  make_directory "$(dirname "$3")"
  printf '%s\n' "$3" >>"$work/placed"
  { cp "$1" "$3.tsrt-new" && chmod "$2" "$3.tsrt-new"; } || fail "cannot write $3"
}

# Files are put into place by rename, so that a running daemon and its shims keep theirs.
move_into_place() {
  while read -r target; do
    if [ -e "$target" ] || [ -L "$target" ]; then
      cp -pP "$target" "$target.tsrt-old" || fail "cannot keep a copy of $target"
    fi
    printf '%s\n' "$target" >>"$work/moved"
    mv -f "$target.tsrt-new" "$target" || fail "cannot replace $target"
  done <"$work/placed"
}

put_back() {
  while read -r target; do
    if [ -e "$target.tsrt-old" ] || [ -L "$target.tsrt-old" ]; then
      mv -f "$target.tsrt-old" "$target"
    else
      rm -f "$target"
    fi
  done <"$work/moved"
}

finish() {
  status=$1
  # When one step fails, the others must still be done.
  set +e
  trap - EXIT
  if [ "$is_done" = no ]; then
    put_back
    if [ "$is_restarted" = yes ]; then
      systemctl daemon-reload
      systemctl try-restart tsrt.service
    fi
  fi
  while read -r target; do
    rm -f "$target.tsrt-new" "$target.tsrt-old"
  done <"$work/placed"
  if [ "$is_done" = no ]; then
    while read -r directory; do
      rmdir "$directory" 2>/dev/null
    done <"$work/directories"
  fi
  rm -rf "$work"
  exit "$status"
}

begin() {
  work=$(mktemp -d) || fail "cannot make a temporary directory"
  : >"$work/placed"
  : >"$work/moved"
  : >"$work/directories"
  is_done=no
  is_restarted=no
  trap 'finish $?' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# --- installing ----------------------------------------------------------------------------------

has_network() {
  for file in "$sysconf"/cni/net.d/*.conflist "$sysconf"/cni/net.d/*.conf "$sysconf"/cni/net.d/*.json; do
    [ -e "$file" ] && return 0
  done
  return 1
}

place_shim() {
  make_directory "$(dirname "$shim")"
  printf '%s\n' "$shim" >>"$work/placed"
  ln -sf tsrt "$shim.tsrt-new" || fail "cannot write $shim"
}

has_systemd() {
  [ "$is_system" = yes ] && [ -d /run/systemd/system ] && have systemctl
}

start_service() {
  is_restarted=yes
  systemctl daemon-reload || fail "systemd did not reload its units"
  if systemctl is-active --quiet tsrt.service; then
    systemctl restart tsrt.service || fail "the new daemon does not start, see journalctl -u tsrt"
    say "restarted tsrt.service; containers went on running"
  else
    systemctl enable --now tsrt.service || fail "the daemon does not start, see journalctl -u tsrt"
    say "started tsrt.service"
  fi
}

install_all() {
  find_files
  place "$built" 755 "$executable"
  place_shim
  [ -e "$config" ] || place "$extras/config.toml" 644 "$config"
  has_network || place "$extras/10-tsrt-bridge.conflist" 644 "$network"
  if [ "$with_service" = yes ]; then
    sed -e "s|@prefix@|$prefix|" -e "s|@sysconf@|$sysconf|" "$extras/tsrt.service" >"$work/tsrt.service"
    place "$work/tsrt.service" 644 "$unit"
  fi
  move_into_place
  if [ "$with_service" = yes ] && has_systemd; then
    start_service
  fi
  is_done=yes
  say "installed $version"
  say "  $executable"
  say "  $config"
  if [ "$with_service" = yes ] && ! has_systemd; then
    say "  $unit (not started)"
  fi
}

# --- removing ------------------------------------------------------------------------------------

# A file that was changed after the installation stays.
remove_unchanged() {
  if [ -e "$2" ] && [ "$(sha256_of "$2")" = "$1" ]; then
    rm -f "$2"
  elif [ -e "$2" ]; then
    say "left $2, which was changed"
  fi
}

uninstall_all() {
  [ -e "$executable" ] || [ -e "$unit" ] || fail "tsrt is not installed below $prefix"
  if [ -e "$unit" ] && has_systemd; then
    systemctl disable --now tsrt.service || fail "the daemon does not stop"
  fi
  rm -f "$unit" "$shim" "$executable"
  if has_systemd; then
    systemctl daemon-reload
  fi
  remove_unchanged "$config_sha256" "$config"
  remove_unchanged "$network_sha256" "$network"
  for directory in "$sysconf/tsrt" "$units" "$sysconf/cni/net.d" "$sysconf/cni" "$prefix/lib/systemd" "$prefix/lib" \
    "$sysconf" "$prefix/bin"; do
    if [ "$is_system" = no ]; then
      rmdir "$directory" 2>/dev/null || true
    fi
  done
  rmdir "$sysconf/tsrt" 2>/dev/null || true
  say "removed tsrt; containers, images and metadata (/run/tsrt, /var/lib/tsrt) were left"
}

# Copies of install/config.toml and install/10-tsrt-bridge.conflist; test/packaging/install.test.ts checks that they are equal.
config_sha256=00a1c565288280d12adad4e659039cc1316bcbb688865de848db5d30f92d7caa
network_sha256=f1711202180c7c531a18a0e9233fbb5ff6e6927d6f7608463e697f173df48b8d

main() {
  read_arguments "$@"
  choose_paths
  if [ "$action" = uninstall ]; then
    uninstall_all
  else
    begin
    install_all
  fi
}

main "$@"
