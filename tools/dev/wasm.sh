# The npm package: its WebAssembly module (emscripten), its JavaScript, its tests.

# Abseil has to be compiled for WebAssembly, so its sources are needed: those of Debian's package, or
# where there is no apt-get the same release from GitHub. Nothing of the machine is changed for it.
fetch_abseil() {
  local to=build/third_party/abseil work=$PWD/build/third_party/download archive
  [ ! -f "$to/absl/hash/hash.h" ] || return 0
  say "fetching Abseil's sources"
  rm -rf "$to" "$work"
  mkdir -p "$to" "$work"
  if command -v apt-get >/dev/null; then
    apt_source abseil "$work"
  else
    curl -fsSL -o "$work/abseil.orig.tar.gz" \
      https://github.com/abseil/abseil-cpp/archive/refs/tags/20220623.1.tar.gz
  fi
  archive=$(ls "$work"/abseil*.orig.tar.* 2>/dev/null | head -n 1)
  [ -n "$archive" ] || { warn "no sources of Abseil: is deb.debian.org reachable?"; return 1; }
  tar xf "$archive" --strip-components=1 -C "$to" && rm -rf "$work"
}

# apt_source <package> <folder>: downloads a Debian source package, with a source list of its own, so
# that the machine's need not have one. apt checks the signature.
apt_source() {
  local release options
  release=$(. /etc/os-release && printf '%s\n' "${VERSION_CODENAME:-bookworm}")
  mkdir -p "$2/lists/partial" "$2/cache/archives/partial"
  printf 'deb-src http://deb.debian.org/debian %s main\n' "$release" >"$2/sources.list"
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

# Node's own test runner; its totals are added up. Clients are tested against the to-do server.
test_wasm() {
  local log files=(bindings/wasm/test/*.test.mjs bindings/wasm/test/bundlers/*.test.mjs)
  need build server test browser
  build_wasm && npm_ci bindings/wasm/test/bundlers && configure_and_build test weft_todo || return 1
  log=$(log_file wasm-test)
  say "testing the npm package"
  node --expose-gc --test --test-reporter=spec --test-reporter-destination=stdout \
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
