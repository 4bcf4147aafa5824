# dev run: the demo, examples/run.

dev_run() {
  local arguments=()
  while [ $# -gt 0 ]; do
    if [ "$1" = --trace ] && [ $# -ge 2 ]; then
      arguments+=("$1" "$(absolute "$2")")
      shift 2
    else
      arguments+=("$1")
      shift
    fi
  done
  need build
  configure_and_build release weft_run
  exec build/release/examples/weft_run "${arguments[@]}"
}
