# dev fuzz: libFuzzer on one target, or on each in turn; ends with "N passed, N failed".
#
# New inputs collect in build/fuzz/corpus/<name>, crashes in build/fuzz/crashes, everything libFuzzer
# says in build/fuzz/<name>.log; its end is shown when something fails, with the input in Base64. A
# crash, once understood, becomes a file in fuzz/corpus/<name> and a small named test.

dev_fuzz() {
  local seconds=60 target='' name names=()
  while [ $# -gt 0 ]; do
    take_common_option "$@"
    if [ "$taken" -gt 0 ]; then
      shift "$taken"
      continue
    fi
    case "$1" in
      --seconds)
        [[ ${2:-} =~ ^[0-9]+$ ]] || die "--seconds needs a number"
        seconds=$2
        shift
        ;;
      -*) die "dev fuzz: unknown option $1; see ./dev help" ;;
      *) target=${1%_fuzz} ;;
    esac
    shift
  done

  local source
  for source in fuzz/*_fuzz.cc; do
    name=${source#fuzz/}
    names+=("${name%_fuzz.cc}")
  done
  [ -e "fuzz/${names[0]}_fuzz.cc" ] || die "there is no fuzz/*_fuzz.cc"
  if [ -n "$target" ]; then
    [ -e "fuzz/${target}_fuzz.cc" ] || die "no fuzzer '$target'; there are: ${names[*]}"
    names=("$target")
  fi

  need build server test clang
  if configure_and_build fuzz "${names[@]/%/_fuzz}"; then
    for name in "${names[@]}"; do
      count "fuzzing $name for $seconds s" fuzz_one "$name" "$seconds"
    done
  else
    failed=$((failed + 1))
  fi
  finish
}

fuzz_one() {
  local name=$1 seconds=$2
  local seed=${WEFT_SEED:-$((RANDOM * 32768 + RANDOM + 1))}
  local found=build/fuzz/corpus/$name crashes=build/fuzz/crashes log=build/fuzz/$name.log folders
  mkdir -p "$found" "$crashes"
  folders=("$found")
  [ ! -d "fuzz/corpus/$name" ] || folders+=("fuzz/corpus/$name")
  echo "seed $((seed % 4294967296))"
  "build/fuzz/fuzz/${name}_fuzz" -max_total_time="$seconds" -seed="$((seed % 4294967296))" \
    -timeout=60 -rss_limit_mb=4096 -print_final_stats=1 \
    -artifact_prefix="$crashes/$name-" "${folders[@]}" 2>&1 |
    tee "$log" | grep -aE --line-buffered '^(#[0-9]+.*(INITED|pulse|DONE)|stat::number)'
  if [ "${PIPESTATUS[0]}" -ne 0 ]; then
    grep -avE '^(#|"|0x|\\)' "$log" | tail -n 40
    warn "the input is in $crashes; run it alone: build/fuzz/fuzz/${name}_fuzz <file>"
    return 1
  fi
}
