# The page of the to-do server, and its tests in a browser.

page=examples/todo_server/page

# Builds its dist/. It is made of the npm package, so that comes first.
build_page() {
  build_wasm && npm_ci "$page" || return 1
  say "building the page"
  (cd "$page" && npm run --silent build)
}

# In Debian's Chromium, against the real server.
test_page() {
  local log server=$PWD/build/test/examples/todo_server/weft-todo
  [ -x "$server" ] || return 1
  build_page && need browser || return 1
  log=$(log_file page-test)
  say "testing the page"
  WEFT_TODO=$server node --test --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination="$log" "$page"/test/unit/*.test.mjs "$page"/test/browser/*.test.mjs || true
  count_node_tests "$log"
}

test_page_and_count() {
  test_page || {
    warn "the page was not tested"
    failed=$((failed + 1))
  }
}
