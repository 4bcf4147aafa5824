#!/usr/bin/python3
"""Fails when documentation and tree disagree: python3 check_snippets.py [root of the tree]

- A code block in C++, CMake or JavaScript is preceded by a line that says where it is from:
    <!-- from examples/quickstart.cc [readme] -->   exactly the lines between // [readme] and
                                                    // [/readme], less their common indentation
    <!-- from tests/consumer/CMakeLists.txt -->     lines that stand in that file one after another
- A relative link leads to something that exists.
- A path in `backticks` that begins with a folder of the tree exists; {a,b} and * are expanded.
- README.md has a table of headers below each `#include <weft/X.h>`: each of them comes in with that
  umbrella, and each that crdt.h includes is there.
"""

import glob
import os
import re
import sys
import textwrap

CODE = ("cpp", "cmake", "js")
FENCE = re.compile(r"^```(\w*)\s*$")
SOURCE = re.compile(r"^<!-- from (\S+?)(?: \[(\w+)\])? -->$")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(r"`((?:crdt|include|sync|bindings|examples|fuzz|bench|tests|tools|docs|cmake)/"
                  r"[\w./{},*-]*)`")


def documents(root):
    paths = [os.path.join(root, name) for name in os.listdir(root) if name.endswith(".md")]
    paths += glob.glob(os.path.join(root, "docs", "**", "*.md"), recursive=True)
    return sorted(paths)


def blocks(lines):
    """(line number, language, the line before the fence, the block) of every fenced block."""
    start = None
    for number, line in enumerate(lines):
        fence = FENCE.match(line)
        if fence and start is None:
            start = number
            language = fence.group(1)
        elif line.rstrip() == "```" and start is not None:
            before = lines[start - 1].strip() if start > 0 else ""
            yield start + 1, language, before, lines[start + 1:number]
            start = None


def region(lines, name):
    begins = [n for n, line in enumerate(lines) if line.strip() in (f"// [{name}]", f"# [{name}]")]
    ends = [n for n, line in enumerate(lines) if line.strip() in (f"// [/{name}]", f"# [/{name}]")]
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        return None
    return textwrap.dedent("\n".join(lines[begins[0] + 1:ends[0]])).split("\n")


def contains(lines, part):
    return any(lines[n:n + len(part)] == part for n in range(len(lines) - len(part) + 1))


def check_block(root, before, block):
    """What is wrong with a code block, or None."""
    source = SOURCE.match(before)
    if not source:
        return "no line <!-- from FILE --> before this code"
    path, name = source.groups()
    if not os.path.isfile(os.path.join(root, path)):
        return f"no file {path}"
    with open(os.path.join(root, path), encoding="utf-8") as file:
        lines = file.read().split("\n")
    if name is None:
        return None if contains(lines, block) else f"these lines do not stand in {path}"
    marked = region(lines, name)
    if marked is None:
        return f"{path} has no region [{name}]"
    return None if marked == block else f"differs from [{name}] in {path}"


def expand(path):
    braces = re.match(r"(.*)\{([^}]*)\}(.*)", path)
    if not braces:
        return [path]
    return [one for choice in braces.group(2).split(",")
            for one in expand(braces.group(1) + choice + braces.group(3))]


def check_document(root, path):
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    name = os.path.relpath(path, root)
    for number, language, before, block in blocks(lines):
        wrong = check_block(root, before, block) if language in CODE else None
        if wrong:
            yield f"{name}:{number}: {wrong}"
    for number, line in enumerate(lines, 1):
        for link in LINK.findall(line):
            target = os.path.join(os.path.dirname(path), link)
            if "://" not in link and not link.startswith("mailto:") and not os.path.exists(target):
                yield f"{name}:{number}: the link {link} leads nowhere"
        for mention in PATH.findall(line):
            for one in expand(mention):
                if not glob.glob(os.path.join(root, one)):
                    yield f"{name}:{number}: there is no {one}"


UMBRELLA = re.compile(r"^`#include <(weft/\w+\.h)>`")
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)
HEADER = re.compile(r"`([\w/]+\.h)`")


def included(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return [one for one in INCLUDE.findall(file.read())
                if os.path.isfile(os.path.join(root, one))]


def reachable(root, path):
    """What comes in with a header."""
    seen = set()
    todo = [path]
    while todo:
        for one in included(root, todo.pop()):
            if one not in seen:
                seen.add(one)
                todo.append(one)
    return seen


def tables_of_headers(lines):
    """(umbrella, headers named in its table) for each umbrella."""
    umbrella = None
    tables = {}
    for line in lines:
        match = UMBRELLA.match(line)
        if match:
            umbrella = "include/" + match.group(1)
            tables[umbrella] = []
        elif line.startswith("## "):
            umbrella = None
        elif umbrella and line.startswith("| "):
            tables[umbrella] += HEADER.findall(line.split("|")[1])
    return tables


def check_umbrellas(root):
    readme = os.path.join(root, "README.md")
    if not os.path.isfile(readme):
        return
    with open(readme, encoding="utf-8") as file:
        tables = tables_of_headers(file.read().split("\n"))
    if not tables:
        yield "README.md: no table of headers"
    for umbrella, named in tables.items():
        comes_in = reachable(root, umbrella)
        for one in named:
            if one not in comes_in:
                yield f"README.md: {one} does not come in with {umbrella}"
        for one in included(root, umbrella) if umbrella.endswith("/crdt.h") else []:
            if one not in named:
                yield f"README.md: {one}, which {umbrella} includes, is not in its table"


def main():
    root = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".")
    paths = documents(root)
    offences = [offence for path in paths for offence in check_document(root, path)]
    offences += check_umbrellas(root)
    for offence in offences:
        print(offence)
    print(f"snippets: {len(paths)} documents, {len(offences)} offences")
    return 1 if offences or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
