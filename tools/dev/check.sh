# dev check: what a reader should not have to look for; ends with "N passed, N failed".

code_folders=(crdt include sync bindings examples fuzz bench tests)

dev_check() {
  local scope=changed
  while [ $# -gt 0 ]; do
    case "$1" in
      --all) scope=all ;;
      --no-tidy) scope=none ;;
      --fix) fix_format=1 ;;
      *) die "dev check: unknown option $1; see ./dev help" ;;
    esac
    shift
  done

  need build server test bench clang check
  [ -z "${fix_format:-}" ] || code_files | xargs -0 clang-format-19 -i
  count "layers" /usr/bin/python3 tests/layers/check_layers.py .
  count "formatting" check_format
  count "shell" check_shell
  count "each header compiles alone" configure_and_build check all_verify_interface_header_sets
  [ "$scope" = none ] || count "clang-tidy, $scope files" check_tidy "$scope"
  finish
}

# Every C++ file, each name ended by a zero byte.
code_files() {
  local folder folders=()
  for folder in "${code_folders[@]}"; do
    [ ! -d "$folder" ] || folders+=("$folder")
  done
  find "${folders[@]}" \( -name node_modules -o -name target \) -prune -o \
    -type f \( -name '*.h' -o -name '*.cc' \) -print0 | sort -z
}

check_format() {
  code_files | xargs -0 clang-format-19 --dry-run --Werror ||
    { warn "./dev check --fix formats them"; return 1; }
}

check_shell() {
  shellcheck dev .ci/run tools/dev/*.sh
}

# Files that differ from the last commit, or on a branch from where it left main.
changed_files() {
  local base=HEAD
  if ! git rev-parse -q --verify HEAD >/dev/null 2>&1; then
    code_files | tr '\0' '\n' # no git, or nothing committed yet
    return
  fi
  if git rev-parse -q --verify main >/dev/null; then
    base=$(git merge-base main HEAD)
  fi
  {
    git diff --name-only --diff-filter=d "$base" -- "${code_folders[@]}"
    git ls-files --others --exclude-standard -- "${code_folders[@]}"
  } | grep -E '\.(h|cc)$' | sort -u || true
}

# The sources that stand for the given files: a header is read through the source that only
# includes it, which the header check has made, or else through its .cc.
sources_of() {
  local file source
  while read -r file; do
    case "$file" in
      *.cc) echo "$PWD/$file" ;;
      *) for source in "$PWD"/build/check/{crdt,sync}/*_verify_interface_header_sets/"$file.cxx" \
        "$PWD/${file%.h}.cc"; do
        [ ! -e "$source" ] || echo "$source"
      done ;;
    esac
  done | sort -u | while read -r source; do
    # Sources that the check build leaves out have no flags to read them with.
    ! grep -qF "\"$source\"" build/check/compile_commands.json || echo "$source"
  done
}

check_tidy() {
  local sources
  if [ "$1" = all ]; then
    sources=$(code_files | tr '\0' '\n' | sources_of)
  else
    sources=$(changed_files | sources_of)
  fi
  [ -n "$sources" ] || { echo "no file to look at"; return; }
  # shellcheck disable=SC2016 # the inner shell expands it
  printf '%s\n' "$sources" | xargs -P "$(nproc)" -I {} bash -c \
    'echo "${1#"$PWD"/}"
     clang-tidy-19 -p build/check --quiet --warnings-as-errors="*" "$1" 2> >(grep -v "warnings generated" >&2)' _ {}
}
