# dev bench traces: Weft on recorded editing traces. dev bench peers: Weft and other libraries on the
# same, one after the other, and what they have to do with each other.

dev_bench() {
  local what=${1:-} rest=()
  case "$what" in
    traces | peers) shift ;;
    *) die "dev bench traces, or dev bench peers" ;;
  esac
  while [ $# -gt 0 ]; do
    take_common_option "$@"
    if [ "$taken" -gt 0 ]; then
      shift "$taken"
    else
      rest+=("$1")
      shift
    fi
  done
  local arguments=()
  if [ -n "${WEFT_TRACES:-}" ]; then
    arguments=(--traces "$WEFT_TRACES")
  elif [[ " ${rest[*]} " != *" --scaling "* ]]; then
    die "say where the traces are: --traces DIR"
  fi
  [ -z "$json_file" ] || [ "$what" = peers ] || arguments+=(--json "$json_file")
  "bench_$what" "${arguments[@]}" "${rest[@]}"
}

bench_traces() {
  need build bench
  configure_and_build bench weft_bench_traces
  exec build/bench/bench/weft_bench_traces "$@"
}

# Each peer is a feature of bench/peers, so that one that does not build (no network, a compiler too
# old) costs only itself.
bench_peers() {
  [ -f bench/peers/Cargo.toml ] || die "there is no bench/peers"
  need_cargo
  export CARGO_TARGET_DIR=$PWD/build/peers
  local binary=build/peers/release/weft-bench-peers
  say "building the peers"
  if ! cargo_build --all-features; then
    build_peers_one_by_one
  fi
  need build bench
  configure_and_build bench weft_bench_traces
  local weft=build/bench/weft.json peers=${json_file:-build/bench/peers.json}
  say "measuring Weft"
  build/bench/bench/weft_bench_traces --traces "$WEFT_TRACES" --json "$weft"
  say "measuring the peers"
  "$binary" "$@" --json "$peers"
  printf '\n'
  /usr/bin/python3 bench/compare.py "$weft" "$peers"
}

cargo_build() {
  (cd bench/peers && cargo build --release --locked "$@")
}

peer_features() {
  awk '
    /^\[/ { inside = ($0 ~ /^\[features\]/); next }
    inside && match($0, /^[A-Za-z0-9_-]+[ \t]*=/) {
      name = substr($0, 1, RLENGTH - 1)
      sub(/[ \t]+$/, "", name)
      if (name != "default") print name
    }
  ' bench/peers/Cargo.toml
}

build_peers_one_by_one() {
  local peer built=() skipped=()
  warn "not all peers build together; trying one by one"
  for peer in $(peer_features); do
    if cargo_build --no-default-features --features "$peer" >"$(log_file "peer-$peer")" 2>&1; then
      built+=("$peer")
    else
      skipped+=("$peer")
      tail -n 15 "$(log_file "peer-$peer")"
      warn "SKIPPED: $peer does not build here ($(log_file "peer-$peer"))"
    fi
  done
  local features
  features=$(IFS=,; echo "${built[*]}")
  cargo_build --no-default-features --features "$features" ||
    die "bench/peers does not build; see above"
  warn "measured: ${built[*]:-none}; skipped: ${skipped[*]:-none}. Used $(cargo --version);" \
    "peers want a recent one: Debian 12's security archive has 1.96, its main archive 1.85"
}
