# What every command of dev shares: messages, common options, building, counting.

say() { printf '\n== %s\n' "$*"; }
warn() { printf '\n!! %s\n' "$*" >&2; }
die() {
  warn "$*"
  exit 1
}

# Where there is no home to write to, caches go into the build folder.
if [ ! -w "${HOME:-/nonexistent}" ]; then
  export CCACHE_DIR=$PWD/build/cache/ccache npm_config_cache=$PWD/build/cache/npm
  export CARGO_HOME=$PWD/build/cache/cargo
fi

# A path as the caller wrote it, seen from the root of the tree, where dev works.
absolute() {
  case "$1" in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "$called_from/$1" ;;
  esac
}

# Takes one common option off the front of the arguments: sets `taken` to how many words it was,
# 0 if it is none. Commands call it from their option loops.
json_file=
take_common_option() {
  taken=0
  case "$1" in
    --seed | --traces | --json) [ $# -ge 2 ] || die "$1 needs a value" ;;
    *) return 0 ;;
  esac
  taken=2
  case "$1" in
    --seed)
      [[ $2 =~ ^[0-9]+$ ]] || die "--seed needs a number"
      export WEFT_SEED=$2
      ;;
    --traces)
      [ -d "$(absolute "$2")" ] || die "--traces: no folder $2"
      WEFT_TRACES=$(absolute "$2")
      export WEFT_TRACES
      ;;
    --json) json_file=$(absolute "$2") ;;
  esac
}

# configure_and_build <preset> [targets...]
configure_and_build() {
  local preset=$1 targets=()
  shift
  [ $# -eq 0 ] || targets=(--target "$@")
  say "building (build/$preset)"
  cmake --preset "$preset" >"$(log_file "configure-$preset")" 2>&1 || {
    cat "$(log_file "configure-$preset")"
    warn "cmake --preset $preset failed; if build/$preset is from another compiler, remove it"
    return 1
  }
  cmake --build "build/$preset" -j "$(nproc)" "${targets[@]}"
}

log_file() {
  mkdir -p build/log
  printf 'build/log/%s.log\n' "$1"
}

# Cases counted so far by the command that runs; `finish` prints them as its last line.
passed=0
failed=0
count() { # count <name> <command...>: one case, passed if the command succeeds
  local name=$1
  shift
  say "$name"
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    warn "$name: failed"
  fi
}
finish() {
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
