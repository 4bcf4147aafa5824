# dev run: the demo, examples/run.

dev_run() {
  need build
  configure_and_build release weft_run
  exec build/release/examples/weft_run "$@"
}
