#!/usr/bin/python3
"""Fails when documentation and tree disagree: python3 check_snippets.py [root of the tree]

- A code block in C++, CMake or JavaScript is preceded by a line that says where it is from:
    <!-- from examples/quickstart.cc [readme] -->   exactly the lines between // [readme] and
                                                    // [/readme], less their common indentation
    <!-- from tests/consumer/CMakeLists.txt -->     lines that stand in that file one after another
- A relative link leads to something that exists.
- A path in `backticks` that begins with a folder of the tree exists; {a,b} and * are expanded.
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


def main():
    root = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".")
    paths = documents(root)
    offences = [offence for path in paths for offence in check_document(root, path)]
    for offence in offences:
        print(offence)
    print(f"snippets: {len(paths)} documents, {len(offences)} offences")
    return 1 if offences or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
