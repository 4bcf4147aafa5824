# dev test: builds everything and runs every test; ends with "N passed, N failed".
#
# The tests read: WEFT_SEED and RC_PARAMS (seeds), WEFT_LONG=1 (bigger budgets), WEFT_TRACES (where
# recorded traces are), WEFT_NODE and WEFT_YJS_DIR (a node program, and a folder where yjs is
# installed). A test that misses one of them says so and is skipped.

# Seconds for one test case.
case_limit=600
long_case_limit=14400

dev_test() {
  local preset=test filter=() wasm_alone='' page_alone=''
  while [ $# -gt 0 ]; do
    take_common_option "$@"
    if [ "$taken" -gt 0 ]; then
      shift "$taken"
      continue
    fi
    case "$1" in
      --long) export WEFT_LONG=1 ;;
      --asan) preset=asan ;;
      --wasm) wasm_alone=1 ;;
      --page) page_alone=1 ;;
      --filter)
        [ $# -ge 2 ] || die "--filter needs a regular expression"
        filter=(-R "$2")
        shift
        ;;
      *) die "dev test: unknown option $1; see ./dev help" ;;
    esac
    shift
  done

  if [ -n "$wasm_alone" ]; then
    test_wasm_and_count
    finish
    return
  fi
  if [ -n "$page_alone" ]; then
    need build server test
    configure_and_build test weft_todo && test_page_and_count
    finish
    return
  fi
  need build server test
  [ "$preset" = test ] || need clang
  prepare_yjs
  set_rapidcheck_parameters "$preset"
  if configure_and_build "$preset"; then
    run_ctest "$preset" "${filter[@]}"
  else
    warn "the build failed; no test was run"
    failed=$((failed + 1))
  fi
  # Not native, so nothing for the sanitizers.
  if [ "$preset" = test ] && [ ${#filter[@]} -eq 0 ]; then
    test_wasm_and_count
    test_page_and_count
  fi
  finish
}

# Without yjs its tests would be skipped, which looks like success: so a failure here counts.
prepare_yjs() {
  [ -f tests/yjs/package-lock.json ] || return 0
  need_node
  if npm_ci tests/yjs; then
    export WEFT_YJS_DIR=$PWD/tests/yjs
  else
    failed=$((failed + 1))
  fi
}

# RapidCheck takes its settings from one variable; what the caller put there comes last and wins.
set_rapidcheck_parameters() {
  local parameters=()
  [ -z "${WEFT_SEED:-}" ] || parameters+=("seed=$WEFT_SEED")
  if [ "${WEFT_LONG:-}" = 1 ]; then
    parameters+=("max_success=3000")
  elif [ "$1" = asan ]; then
    parameters+=("max_success=30") # a sanitized case costs several plain ones
  fi
  export RC_PARAMS="${parameters[*]} ${RC_PARAMS:-}"
}

run_ctest() {
  local preset=$1 limit=$case_limit report=$PWD/build/$1/ctest.xml status=0
  shift
  [ "${WEFT_LONG:-}" != 1 ] || limit=$long_case_limit
  rm -f "$report"
  say "testing"
  ctest --test-dir "build/$preset" -j "$(nproc)" --output-on-failure --timeout "$limit" \
    --no-tests=error --output-junit "$report" "$@" || status=$?
  count_ctest "$report"
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
    failed=1 # ctest itself gave up, for instance on a program that cannot list its cases
  fi
}

# Adds the totals of a JUnit report. Skipped cases are neither passed nor failed; ctest names them.
count_ctest() {
  [ -f "$1" ] || return 0
  local total failures skipped disabled
  total=$(junit_attribute tests "$1")
  failures=$(junit_attribute failures "$1")
  skipped=$(junit_attribute skipped "$1")
  disabled=$(junit_attribute disabled "$1")
  passed=$((passed + total - failures - skipped - disabled))
  failed=$((failed + failures))
  [ "$skipped" -eq 0 ] || warn "$skipped skipped: something they need is not on this machine"
}

junit_attribute() {
  sed -n "s/.*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" "$2" | head -n 1 | grep . || echo 0
}
