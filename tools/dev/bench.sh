# dev bench traces: Weft on recorded editing traces. dev bench peers: Weft and other libraries on the
# same, one after the other, and what they have to do with each other. dev bench documents: the same
# on maps, lists, trees and rich texts, undo and history. dev bench wasm: the npm package and others
# from npm, in Node, on the traces; with --documents on the cases of dev bench documents. dev bench
# server: how much the to-do server carries.

dev_bench() {
  local what=${1:-} rest=()
  case "$what" in
    traces | peers | documents | wasm | server) shift ;;
    *) die "dev bench traces, peers, documents, wasm or server" ;;
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
  if [ "$what" = documents ]; then
    bench_documents "${rest[@]}"
    return
  elif [ "$what" = server ]; then
    bench_server "${rest[@]}"
    return
  elif [ "$what" = wasm ] && [[ " ${rest[*]} " == *" --documents "* ]]; then
    bench_wasm_documents "${rest[@]}"
    return
  elif [ -n "${WEFT_TRACES:-}" ]; then
    arguments=(--traces "$WEFT_TRACES")
  elif [[ " ${rest[*]} " != *" --scaling "* ]]; then
    die "say where the traces are: --traces DIR"
  fi
  [ -z "$json_file" ] || [ "$what" = peers ] || arguments+=(--json "$json_file")
  "bench_$what" "${arguments[@]}" "${rest[@]}"
}

bench_wasm() {
  { build_wasm && npm_ci bench/wasm; } || die "the packages could not be built or installed; see above"
  say "measuring in Node $(node --version)"
  exec node bench/wasm/main.mjs "$@"
}

bench_wasm_documents() {
  local arguments=()
  [ -z "${WEFT_TRACES:-}" ] || arguments+=(--traces "$WEFT_TRACES")
  [ -z "$json_file" ] || arguments+=(--json "$json_file")
  while [ $# -gt 0 ]; do
    [ "$1" = --documents ] || arguments+=("$1")
    shift
  done
  { build_wasm && npm_ci bench/wasm; } || die "the packages could not be built or installed; see above"
  say "measuring in Node $(node --version)"
  exec node bench/wasm/documents/main.mjs "${arguments[@]}"
}

bench_traces() {
  need build bench
  configure_and_build bench weft_bench_traces
  exec build/bench/bench/weft_bench_traces "$@"
}

bench_peers() {
  build_peers
  need build bench
  configure_and_build bench weft_bench_traces
  local weft=build/bench/weft.json peers=${json_file:-build/bench/peers.json}
  say "measuring Weft"
  build/bench/bench/weft_bench_traces --traces "$WEFT_TRACES" --json "$weft"
  say "measuring the peers"
  "$peers_binary" "$@" --json "$peers"
  printf '\n'
  /usr/bin/python3 bench/compare.py "$weft" "$peers"
}

# Both programs take the same options; they find the recorded sessions by WEFT_TRACES.
bench_documents() {
  build_peers
  need build bench
  configure_and_build bench weft_bench_documents
  local weft=${json_file:-build/bench/documents.json} peers=build/bench/documents-peers.json
  local good=0
  say "measuring Weft"
  build/bench/bench/weft_bench_documents "$@" --json "$weft" || good=$?
  say "measuring the peers"
  "$peers_binary" documents "$@" --json "$peers" || good=$?
  printf '\n'
  /usr/bin/python3 bench/compare_documents.py "$weft" "$peers"
  return "$good"
}

# Sets peers_binary. Each peer is a feature of bench/peers, so that one that does not build (no
# network, a compiler too old) costs only itself.
build_peers() {
  [ -f bench/peers/Cargo.toml ] || die "there is no bench/peers"
  need_cargo
  export CARGO_TARGET_DIR=$PWD/build/peers
  peers_binary=build/peers/release/weft-bench-peers
  say "building the peers"
  cargo_build --all-features || build_peers_one_by_one
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

# The server on one core, the load client on the other.
bench_server() {
  need build server bench
  configure_and_build bench weft_bench_server weft_todo || die "the build failed; see above"
  local folder=build/bench/server arguments=()
  mkdir -p "$folder"
  if [[ " $* " == *" --hocuspocus "* ]]; then
    need_node
    npm_ci bench/server/hocuspocus || die "Hocuspocus could not be installed; see above"
  fi
  while [ $# -gt 0 ]; do
    arguments+=("$1")
    [ "$1" != --hocuspocus ] || arguments+=(bench/server/hocuspocus/server.mjs)
    shift
  done
  [ -z "$json_file" ] || arguments+=(--json "$json_file")
  say "measuring the server"
  build/bench/bench/weft_bench_server --server build/bench/examples/todo_server/weft-todo \
    --folder "$folder" "${arguments[@]}"
}
