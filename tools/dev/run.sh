# dev run: a short demo of the library, then the to-do server with its page.
# dev run replay: the demo alone, at length.

dev_run() {
  case "${1:-}" in
    replay) shift && run_replay "$@" ;;
    --trace | --rounds | --stretch | --seed) run_replay "$@" ;;
    *) run_server "$@" ;;
  esac
}

# with_paths <options> <arguments...>: sets `arguments` to those, with what follows one of the options as
# the caller's path.
with_paths() {
  local paths=" $1 "
  shift
  arguments=()
  while [ $# -gt 0 ]; do
    arguments+=("$1")
    if [[ $paths == *" $1 "* ]] && [ $# -ge 2 ]; then
      shift
      arguments+=("$(absolute "$1")")
    fi
    shift
  done
}

# last_of <option> <arguments...>: its value
last_of() {
  local option=$1 value=
  while [ $# -gt 1 ]; do
    shift
    [ "$1" != "$option" ] || value=${2-$value}
  done
  printf '%s\n' "$value"
}

# The arguments are the demo's.
run_replay() {
  local arguments
  with_paths --trace "$@"
  need build
  configure_and_build release weft_run
  exec build/release/examples/weft_run "${arguments[@]}"
}

# The arguments are weft-todo's: what is said twice counts as it is said last.
run_server() {
  local arguments
  with_paths "--data --page" --data "$PWD/data" --page "$PWD/examples/todo_server/page/dist" "$@"
  need build server
  configure_and_build release weft_run weft_todo
  build_page || die "the page could not be built; see above"
  say "two people type into one text, offline in turns"
  build/release/examples/weft_run || die "the demo failed"
  say "starting the to-do server; its data is in $(last_of --data "${arguments[@]}"), Ctrl+C stops it"
  exec build/release/examples/todo_server/weft-todo "${arguments[@]}"
}
