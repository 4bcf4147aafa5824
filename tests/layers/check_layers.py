#!/usr/bin/python3
"""Fails when a file breaks the layering: python3 check_layers.py [root of the tree]

The tables below are the one place that says which folder may include which. Everything is included
by its path from the root ("crdt/core/id.h") or through an umbrella (<weft/crdt.h>), so an include
line alone tells where it points.
"""

import os
import re
import sys

ENGINE = ["crdt/core", "crdt/sequence", "crdt/objects", "crdt/document", "crdt/wire"]
LIBRARIES = ENGINE + ["sync"]

# Folder -> folders its files may include by path, itself always among them. The most specific
# folder that holds a file decides; a folder that is not listed may include nothing.
MAY_INCLUDE = {
    "crdt/core": [],
    "crdt/sequence": ["crdt/core"],
    "crdt/objects": ["crdt/core", "crdt/sequence"],
    "crdt/document": ["crdt/core", "crdt/sequence", "crdt/objects"],
    "crdt/wire": ["crdt/core", "crdt/sequence", "crdt/objects", "crdt/document"],
    "include/weft": LIBRARIES,
    "sync": ENGINE,
    "bindings": LIBRARIES,
    "examples": [],
    # Also runs the contract that storages must pass, and replays traces.
    "examples/todo_server/test": LIBRARIES + ["tests/support", "bench", "examples/todo_server"],
    # Fuzzers and benchmarks compare with the oracle and read traces, as the tests do.
    "fuzz": LIBRARIES + ["tests/support"],
    "bench": LIBRARIES + ["tests/support"],
    "tests": LIBRARIES + ["bindings", "fuzz", "bench"],
}

# Who may include <weft/...>. The libraries may not: their umbrellas stand above them.
UMBRELLA_USERS = ["bindings", "examples", "examples/todo_server/test", "fuzz", "bench", "tests"]

# The engine has no I/O, no clock and no threads; what it needs of them are parameters.
ENGINE_FORBIDDEN = {
    "iostream", "fstream", "filesystem", "thread", "mutex", "shared_mutex", "condition_variable",
    "future", "semaphore", "stop_token", "chrono", "ctime", "time.h", "unistd.h", "pthread.h",
}

# Headers a user can reach from an umbrella use the standard library only.
PRIVATE_LIBRARIES = re.compile(r"^(absl/|zstd|zdict|xxhash|xxh3)")

ENGINE_MAX_LINES = 500
SOURCE_SUFFIXES = (".h", ".cc", ".cpp", ".c")
SKIPPED_FOLDERS = {"build", "node_modules", "target", "__pycache__"}
# Libraries that are by custom included with quotes.
QUOTED_LIBRARIES = ("absl/", "gtest/", "gmock/")
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def sources(root):
    """Paths from the root of every source file, in a fixed order."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS and f[0] != ".")
        for name in sorted(files):
            if name.endswith(SOURCE_SUFFIXES):
                yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


def read_lines(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read().splitlines()


def inside(path, folder):
    return path.startswith(folder + "/")


def layer_of(path):
    """The most specific folder of the table that holds the path, or None."""
    return max((f for f in MAY_INCLUDE if inside(path, f)), key=len, default=None)


def includes(lines):
    """(line number, path in the tree or None, path of a library or None) of each include."""
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if match:
            quoted, angled = match.groups()
            if quoted and quoted.startswith(QUOTED_LIBRARIES):
                quoted, angled = None, quoted
            yield number, quoted, angled


def quoted_offence(root, path, layer, quoted):
    if quoted.startswith("weft/"):
        return "umbrellas are included as <weft/...>"
    if "/" not in quoted or not os.path.isfile(os.path.join(root, quoted)):
        beside = os.path.join(root, os.path.dirname(path), quoted)
        if layer == "examples" and os.path.isfile(beside):
            return None  # an example stands alone and may be copied out of the tree
        return "is not the path of a file from the root of the tree"
    if inside(quoted, layer):
        return None
    if any(inside(quoted, allowed) for allowed in MAY_INCLUDE[layer]):
        return None
    return f"{layer} may not include {os.path.dirname(quoted)}"


def angled_offence(path, layer, angled):
    first = angled.split("/")[0]
    if first == "weft":
        return None if layer in UMBRELLA_USERS else f"{layer} may not include an umbrella"
    if any(folder.split("/")[0] == first for folder in MAY_INCLUDE):
        return "belongs to the tree: use quotes"
    if (inside(path, "crdt") or inside(path, "sync")) and angled in ENGINE_FORBIDDEN:
        return "engine and sync have no I/O, no clock and no threads"
    return None


def check_file(root, path, lines):
    if (inside(path, "crdt") or inside(path, "sync")) and len(lines) > ENGINE_MAX_LINES:
        yield f"{path}: {len(lines)} lines; at most {ENGINE_MAX_LINES} in engine and sync"
    layer = layer_of(path)
    for number, quoted, angled in includes(lines):
        where = f"{path}:{number}: {quoted or angled}"
        if layer is None:
            yield f"{where}: {path} is in no folder of the layer table"
            return
        offence = (quoted_offence(root, path, layer, quoted) if quoted
                   else angled_offence(path, layer, angled))
        if offence:
            yield f"{where}: {offence}"


def check_public_headers(root, files):
    """Private libraries in headers that are reachable from an umbrella."""
    todo = [path for path in files if inside(path, "include/weft")]
    seen = set(todo)
    while todo:
        path = todo.pop()
        for number, quoted, angled in includes(files[path]):
            if angled and PRIVATE_LIBRARIES.match(angled):
                yield f"{path}:{number}: {angled}: reaches users through an umbrella header"
            if quoted in files and quoted not in seen:
                seen.add(quoted)
                todo.append(quoted)


def check_tree(root):
    """Every offence, as "file:line: include: why"."""
    files = {path: read_lines(root, path) for path in sources(root)}
    offences = []
    for path, lines in files.items():
        offences += check_file(root, path, lines)
    offences += check_public_headers(root, files)
    return offences, len(files)


def main():
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    offences, count = check_tree(os.path.normpath(sys.argv[1] if len(sys.argv) > 1 else default))
    for offence in offences:
        print(offence)
    print(f"layers: {count} files, {len(offences)} offences")
    return 1 if offences or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
