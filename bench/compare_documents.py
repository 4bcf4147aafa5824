#!/usr/bin/python3
"""Weft's figures of maps, lists, trees and texts beside the peers', as Markdown.

    python3 bench/compare_documents.py weft.json peers.json

weft.json comes from `weft_bench_documents --json`, peers.json from `weft-bench-peers documents
--json`; both from one machine at about one time, because milliseconds are compared directly.
"""

import sys

from compare import Table, number, print_origin, print_peer_versions, read

FASTER, SMALLER = "faster", "not larger"

# (what, our figures, the peers' figures, goal); of several forms each library's least counts.
OUR_DOCUMENT_FORMS = ("document_bytes", "document_archive_bytes")
DOCUMENT_FORMS = ("document_bytes", "document_v2_bytes", "document_updates_bytes")
WORKING_FILE = "document that loads fastest, bytes"
LOADS = ("load_ms", "load_v2_ms", "load_updates_ms")
ROWS = [
    ("time, ms", "time_ms", ("time_ms",), FASTER),
    ("time without bytes, ms", "time_operations_ms", (), None),
    ("undo alone, ms", "undo_ms", ("undo_ms",), FASTER),
    ("an old version, ms", "old_version_ms", ("old_version_ms",), FASTER),
    ("compare two versions, ms", "diff_ms", ("diff_ms",), FASTER),
    ("timeline, ms", "timeline_ms", ("timeline_ms",), FASTER),
    ("updates, bytes", "update_bytes", ("update_bytes",), SMALLER),
    ("updates standing alone, bytes", "update_alone_bytes", ("update_bytes",), None),
    ("document, bytes", OUR_DOCUMENT_FORMS, DOCUMENT_FORMS, SMALLER),
    (WORKING_FILE, "document_bytes", DOCUMENT_FORMS, None),
    ("load, ms", "load_ms", LOADS, FASTER),
    ("live bytes an entry, made", "live_bytes_entry", ("live_bytes_entry",), SMALLER),
    ("live bytes an entry, loaded", "live_bytes_entry_loaded", ("live_bytes_entry_loaded",),
     SMALLER),
]

LEGEND = """
Time is thread CPU time, the minimum of the runs. B1, B2, keys and moves: making the edits and an
update for each transaction (one a single edit; in B2 all 6,000), integrating the updates at the
other replica, and reading both, of rich texts with their marks. B3: one client that receives all
1,540 updates, and reading. Undo: all steps back and forth, an update for each, integrated at the other
replica, and reading both. History, of a document that is open: the text half-way; what changed from a
third to two thirds of the way; what changed from each of 1,000 versions to the next. Load: the saved document's bytes to its content. In each run the replicas ended equal. An update of Weft's
is a session's, in which agents are numbers; the peers' name them in full, as Weft's do that stand
alone. Who saves in several forms, Weft too, is there with the smallest one, and with the fastest to
load (Weft's working file, whose size is told beside). Ratio: the best peer's figure by ours. Goal: ahead of every peer in time, in bytes not above
the best.
"""


class Figures:
    """Ours and the peers' by case; a figure that one side lacks is None."""

    def __init__(self, ours, peers):
        self.ours = {case["case"]: case for case in ours["cases"]}
        self.peers = {case["case"]: case for case in peers["cases"]}
        self.names = [peer["name"] for peer in peers["peers"]]

    def cases(self):
        return [*self.ours, *(name for name in self.peers if name not in self.ours)]

    def means(self, case):
        return (self.ours.get(case) or self.peers[case])["means"]

    def our(self, case, figures):
        ours = self.ours.get(case, {})
        values = [ours.get(figure) for figure in ([figures] if isinstance(figures, str) else figures)]
        return min((value for value in values if value is not None), default=None)

    def peer(self, case, peer, figures):
        all_figures = self.peers.get(case, {}).get("peers", {}).get(peer, {})
        return min((all_figures[name] for name in figures if name in all_figures), default=None)

    def differing(self):
        """Cases for which the two programs did not draw the same numbers."""
        both = [name for name in self.ours if name in self.peers]
        return [name for name in both if self.ours[name]["input"] != self.peers[name]["input"]]


def shown(value):
    return "n/a" if value is None else number(value)


def met(goal, ours, best):
    if goal is None or ours is None or best is None:
        return None
    return ours < best if goal == FASTER else ours <= best


def print_cases(figures):
    table = Table("case", "what is done")
    for case in figures.cases():
        table.row(case, figures.means(case))


def print_figures(figures):
    table = Table("case", "figure", "Weft", *figures.names, "ratio", "goal", "")
    for case in figures.cases():
        for what, our_figure, their_figures, goal in ROWS:
            ours = figures.our(case, our_figure)
            theirs = [figures.peer(case, peer, their_figures) for peer in figures.names]
            best = min((value for value in theirs if value is not None), default=None)
            if ours is None and (best is None or goal is None):
                continue
            if what == WORKING_FILE and ours == figures.our(case, OUR_DOCUMENT_FORMS):
                continue  # one form for both
            ratio = f"{best / ours:.2f}" if ours and best else ""
            outcome = met(goal, ours, best)
            blank = [] if outcome is not None else [""]
            table.row(case, what, shown(ours), *map(shown, theirs), ratio,
                      goal if outcome is not None else "", *blank, met=outcome)
    return table.missed


def print_unavailable(ours, peers):
    """What has no figure, one line for each reason of each library."""
    places = {}

    def add(library, reason, case, work):
        place = " ".join(part for part in (case, work if work != "all" else None) if part)
        places.setdefault((library, reason), []).append(place)

    for case in ours["cases"]:
        for figure, reason in case.get("unavailable", {}).items():
            add("Weft", reason, case["case"], figure)
    for skip in peers.get("skipped", []):
        add(skip["peer"], skip["reason"], skip["case"], skip["work"])
    print()
    for (library, reason), where in places.items():
        print(f"- n/a: {library}{': ' + ', '.join(where) if any(where) else ''}: {reason}")


def main(paths):
    if len(paths) != 2:
        sys.exit(__doc__)
    ours, peers = read(paths[0]), read(paths[1])
    figures = Figures(ours, peers)
    if figures.differing():
        sys.exit("not the same cases in both files: " + ", ".join(figures.differing()))
    print("# Weft and its peers: maps, lists, trees and texts\n")
    print_origin("Weft", ours)
    print_origin("peers", peers)
    print_peer_versions(peers)
    print(LEGEND, end="")
    print_cases(figures)
    missed = print_figures(figures)
    print_unavailable(ours, peers)
    print(f"\nGoals missed: {missed}")


if __name__ == "__main__":
    main(sys.argv[1:])
