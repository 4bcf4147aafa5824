# dev run: a short demo of the library, then the to-do server with its page.
# dev run replay: the demo alone, at length.

dev_run() {
  case "${1:-}" in
    replay) shift && run_replay "$@" ;;
    --trace | --rounds | --stretch | --seed) run_replay "$@" ;;
    *) run_server "$@" ;;
  esac
}

# The arguments are the demo's.
run_replay() {
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

# The arguments are weft-todo's.
run_server() {
  need build server
  configure_and_build release weft_run weft_todo
  build_page || die "the page could not be built; see above"
  say "two people type into one text, offline in turns"
  build/release/examples/weft_run || die "the demo failed"
  say "starting the to-do server; its data is in ./data, Ctrl+C stops it"
  exec build/release/examples/todo_server/weft-todo \
    --data data --page examples/todo_server/page/dist "$@"
}
