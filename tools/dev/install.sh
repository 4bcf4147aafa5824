# Finding and installing what a command needs: Debian packages, Node, cargo.

# packages_in <section>...: the names in those sections of packages.txt
packages_in() {
  awk -v wanted=" $* " '
    { sub(/#.*/, "") }
    /^\[.*\]/ { section = substr($1, 2, length($1) - 2); next }
    NF && index(wanted, " " section " ") { print $1 }
  ' packages.txt | sort -u
}

is_installed() {
  dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    echo "sudo $*"
    sudo "$@"
  fi
}

# apt_install <package>...: --no-upgrade, because what is there is the machine's business
apt_install() {
  local log
  log=$(log_file apt)
  say "installing with apt-get: $*"
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null ||
    die "this needs root and there is no sudo; as root, run: apt-get install $*"
  as_root apt-get update -q || warn "apt-get update failed; trying with the package lists as they are"
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-upgrade --no-install-recommends -o Dpkg::Use-Pty=0 "$@" 2>&1 |
    tee "$log" | sed -n '/^Setting up/p; /newly installed/p; /^[EW]: /p' ||
    die "apt-get could not install: $* (see $log). Install them by hand and run this again."
}

# need <section>...: installs what is missing of these sections
need() {
  local package missing=()
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    warn "not a Debian system: going on; needed are (Debian names) $(packages_in "$@" | xargs)"
    return
  fi
  for package in $(packages_in "$@"); do
    is_installed "$package" || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
}

# Its test runner has to know how many files to run at a time.
node_is_new_enough() {
  command -v node >/dev/null && node --test-concurrency=2 -e 0 2>/dev/null
}

# Exports WEFT_NODE. The machine's own Node is used if it will do. Debian's npm conflicts with a
# Node from NodeSource, which brings an npm of its own: then only nodejs is installed.
need_node() {
  if ! node_is_new_enough || ! command -v npm >/dev/null; then
    if apt-cache policy nodejs 2>/dev/null | grep -q 'Candidate:.*nodesource'; then
      apt_install nodejs ca-certificates
    else
      need node
    fi
    hash -r
  fi
  node_is_new_enough || die "need Node 18.19 or newer, found $(node --version 2>&1 || true)"
  command -v npm >/dev/null || die "found Node but no npm; install npm and run this again"
  WEFT_NODE=$(command -v node)
  export WEFT_NODE
}

# npm_ci <folder>: installs what its lock file says, unless that is there already
npm_ci() {
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return
  say "npm ci in $1"
  (cd "$1" && npm ci --no-audit --no-fund) ||
    { warn "npm ci failed in $1: is the npm registry reachable?"; return 1; }
}

need_cargo() {
  command -v cargo >/dev/null || need peers
  hash -r
}
