# The npm package: its WebAssembly module (emscripten), its JavaScript, its tests.

# Debian 12's release of Abseil, as GitHub has it.
abseil_url=https://github.com/abseil/abseil-cpp/archive/refs/tags/20220623.1.tar.gz
abseil_sha256=91ac87d30cc6d79f9ab974c51874a704de9c2647c40f6932597329a282217ba8

# Abseil has to be compiled for WebAssembly, so its sources are needed: those of the package on Debian,
# elsewhere the same release from GitHub. Nothing of the machine is changed for it. They are there whole or
# not at all.
fetch_abseil() {
  local to=build/third_party/abseil work=$PWD/build/third_party/download from=github.com archives
  [ ! -f "$to/absl/hash/hash.h" ] || return 0
  say "fetching Abseil's sources"
  rm -rf "$to" "$work"
  mkdir -p "$work/tree"
  if [ "$(os_release ID)" = debian ] && command -v apt-get >/dev/null; then
    from=deb.debian.org
    apt_source abseil "$work"
  else
    download "$abseil_url" "$abseil_sha256" "$work/abseil.orig.tar.gz"
  fi
  archives=("$work"/abseil*.orig.tar.*)
  [ -f "${archives[0]}" ] || { warn "no sources of Abseil: is $from reachable?"; return 1; }
  tar xf "${archives[0]}" --strip-components=1 -C "$work/tree" && mv "$work/tree" "$to" && rm -rf "$work"
}

# os_release <name>: what /etc/os-release says; empty where it says nothing
os_release() {
  # shellcheck source=/dev/null
  [ ! -r /etc/os-release ] || (. /etc/os-release && printf '%s\n' "${!1:-}")
}

# download <url> <sha256> <file>: there is no file unless it is the one meant
download() {
  curl -fsSL -o "$3.part" "$1" || return 1
  printf '%s  %s\n' "$2" "$3.part" | sha256sum -c --quiet - || { warn "$1 is not what it was"; return 1; }
  mv "$3.part" "$3"
}

# apt_source <package> <folder>: downloads a Debian source package, with a source list of its own, so
# that the machine's need not have one. apt checks the signature.
apt_source() {
  local release options
  release=$(os_release VERSION_CODENAME)
  mkdir -p "$2/lists/partial" "$2/cache/archives/partial"
  printf 'deb-src http://deb.debian.org/debian %s main\n' "${release:-bookworm}" >"$2/sources.list"
  options=(-q -o "Dir::Etc::sourcelist=$2/sources.list" -o Dir::Etc::sourceparts=/nonexistent
    -o "Dir::State::lists=$2/lists" -o "Dir::Cache=$2/cache" -o APT::Sandbox::User=)
  (cd "$2" && apt-get "${options[@]}" update && apt-get "${options[@]}" source --download-only "$1") \
    >"$(log_file apt-source)" 2>&1 || tail -n 5 "$(log_file apt-source)"
}

# Builds bindings/wasm/dist: the module, then the JavaScript around it.
build_wasm() {
  need build wasm
  need_node
  fetch_abseil && npm_ci bindings/wasm || return 1
  export NODE_PATH=/usr/share/nodejs # emscripten from Debian looks for its JavaScript libraries
  configure_and_build wasm weft_wasm && node bindings/wasm/build.mjs
}

# Node's own test runner; its totals are added up. Clients are tested against the to-do server, and often
# wait for time to pass: so as many files as there are processors run at a time.
test_wasm() {
  local log files=(bindings/wasm/test/*.test.mjs bindings/wasm/test/bundlers/*.test.mjs)
  need build server test browser
  build_wasm && npm_ci bindings/wasm/test/bundlers && configure_and_build test weft_todo || return 1
  log=$(log_file wasm-test)
  say "testing the npm package"
  node --expose-gc --test --test-concurrency="$(nproc)" --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$log" "${files[@]}" || true
  count_node_tests "$log"
}

# What could not even be built counts as one failure.
test_wasm_and_count() {
  test_wasm || {
    warn "the npm package was not tested"
    failed=$((failed + 1))
  }
}

count_node_tests() {
  local good bad
  good=$(awk '$1 == "#" && $2 == "pass" { n = $3 } END { print n + 0 }' "$1")
  bad=$(awk '$1 == "#" && ($2 == "fail" || $2 == "cancelled") { n += $3 } END { print n + 0 }' "$1")
  [ $((good + bad)) -gt 0 ] || return 1
  passed=$((passed + good))
  failed=$((failed + bad))
}
