#!/usr/bin/python3
"""Weft's figures beside the peers', as Markdown.

    python3 bench/compare.py weft.json peers.json [weft-scaling.json]

weft.json comes from `dev bench traces --json`, peers.json from `dev bench peers --json`, the third
from `weft_bench_traces --scaling --json`. All must come from one machine at about one time, because
milliseconds are compared directly. The two programs' floors (each its own flat gap buffer, so not
the same code) are printed to show whether one of them ran on a slower machine.
"""

import json
import sys

PAPER, RUST, SVELTE, BLOG = "automerge-paper", "rustcode", "sveltecomponent", "seph-blog1"
A1, FRIENDS = "A1-concurrent", "friendsforever-concurrent"
SEQUENTIAL = (PAPER, RUST, SVELTE, BLOG)


def at_least(goal, traces=SEQUENTIAL):
    return {trace: goal for trace in traces}


# (our figure, peer, its figure, {trace: how many times faster we want to be}).
FASTER = [
    ("local_ms", "diamond-types", "local_ms", {PAPER: 4, RUST: 1.7, SVELTE: 1.7, BLOG: 1.7}),
    ("remote_op_ms", "cola", "remote_op_ms", {PAPER: 5, RUST: 2, SVELTE: 2, BLOG: 2}),
    ("remote_update_ms", "yrs", "remote_update_ms", at_least(20)),
    ("load_ms", "diamond-types", "load_ms", at_least(6)),
]
# (our figure, peer, its figure, the largest part of it that we want to need).
SMALLER = [
    ("archive_bytes", "diamond-types", "file_bytes", at_least(0.80)),
    ("file_bytes", "diamond-types", "file_bytes", at_least(0.95)),
    ("nodeleted_bytes", "yrs", "file_v2_bytes", at_least(0.60)),
]
# (trace, our figure, the most it may be, where PAPER's floor takes so many milliseconds: anywhere).
AT_MOST = [
    (PAPER, "live_bytes", 400_000, None),
    (PAPER, "live_bytes_indexed", 500_000, None),
    (FRIENDS, "whole_update_ms", 0.6, None),
    (A1, "load_ms", 5, None),
    (A1, "remote_op_ms", 10, 0.8),
]
# Printed without a goal, where both have the figure.
BESIDE = [
    ("local_points_ms", "diamond-types", "local_ms"),  # the units it counts in itself
    ("local_ms", "cola", "local_meta_ms"),
    ("local_update_ms", "diamond-types", "local_ops_ms"),
    ("local_update_ms", "yrs", "local_ops_ms"),
    ("remote_update_ms", "diamond-types", "remote_update_ms"),
    ("remote_update_ms", "loro", "remote_update_ms"),
    ("remote_op_ms", "cola", "merge_ms"),
    ("remote_op_ms", "diamond-types", "merge_ms"),
    ("whole_update_ms", "yrs", "load_ms"),
    ("whole_update_ms", "diamond-types", "load_ms"),
    ("load_ms", "yrs", "load_ms"),
    ("load_ms", "loro", "load_ms"),
    ("archive_load_ms", "diamond-types", "load_ms"),
    ("nodeleted_ordered_bytes", "yrs", "file_v2_bytes"),
    ("live_bytes", "diamond-types", "live_bytes"),
    ("live_bytes", "yrs", "live_bytes"),
    ("update_bytes_session", "yrs", "update_bytes_mean"),
    ("update_bytes_session", "diamond-types", "update_bytes_mean"),
]
PILE_UP_MS, DOUBLED_RATIO, LONG_TEXT_RATIO = 5, 2.5, 2


def verdict(met):
    return "met" if met else "**missed**"


def number(value):
    if isinstance(value, float):
        return f"{value:.2f}" if value < 100 else f"{value:,.0f}"
    return f"{value:,}"


class Table:
    def __init__(self, *columns):
        print("\n| " + " | ".join(columns) + " |")
        print("|" + "---|" * len(columns))
        self.missed = 0

    def row(self, *cells, met=None):
        self.missed += met is False
        cells = list(cells) + ([verdict(met)] if met is not None else [])
        print("| " + " | ".join(cells) + " |")


class Figures:
    """Ours and the peers' by trace; a figure that one side lacks is None."""

    def __init__(self, ours, peers):
        self.ours = {trace["trace"]: trace for trace in ours["traces"]}
        self.peers = {trace["trace"]: trace for trace in peers["traces"]}
        self.traces = [name for name in SEQUENTIAL + (FRIENDS, A1) if name in self.ours]
        self.traces += [name for name in self.ours if name not in self.traces]

    def our(self, trace, figure):
        return self.ours.get(trace, {}).get(figure)

    def peer(self, trace, peer, figure):
        return self.peers.get(trace, {}).get("peers", {}).get(peer, {}).get(figure)

    def pairs(self, rows):
        """Each row of a table above for each trace where both sides have the figure."""
        for figure, peer, theirs, *goals in rows:
            for trace in self.traces:
                a, b = self.our(trace, figure), self.peer(trace, peer, theirs)
                if a and b:
                    yield trace, figure, peer, theirs, a, b, goals[0].get(trace) if goals else None


def print_floors(figures):
    table = Table("trace", "our floor, ms", "the peers' floor, ms")
    for trace in figures.traces:
        ours, theirs = figures.our(trace, "floor_ms"), figures.peers.get(trace, {}).get("floor_ms")
        if ours and theirs and figures.our(trace, "kind") == "sequential":
            table.row(trace, number(ours), number(theirs))


def print_faster(figures):
    table = Table("trace", "work", "Weft", "peer", "its figure", "times faster", "goal", "")
    for trace, figure, peer, theirs, a, b, goal in figures.pairs(FASTER):
        if goal is None:
            continue
        table.row(trace, figure, number(a), f"{peer} {theirs}", number(b), f"{b / a:.2f}",
                  f"≥ {goal}", met=b / a >= goal)
    return table.missed


def print_smaller(figures):
    table = Table("trace", "bytes", "Weft", "peer", "its figure", "part of it", "goal", "")
    for trace, figure, peer, theirs, a, b, goal in figures.pairs(SMALLER):
        if goal is None:
            continue
        table.row(trace, figure, number(a), f"{peer} {theirs}", number(b), f"{a / b:.0%}",
                  f"≤ {goal:.0%}", met=a / b <= goal)
    return table.missed


def print_at_most(figures):
    table = Table("trace", "figure", "Weft", "goal", "")
    for trace, figure, goal, at_floor in AT_MOST:
        value, here = figures.our(trace, figure), goal
        told = f"≤ {number(goal)}"
        if at_floor:
            floor = figures.our(PAPER, "floor_ms")
            if floor is None:
                continue
            here = goal * floor / at_floor
            told = f"≤ {number(here)} ({number(goal)} where {PAPER}'s floor takes {at_floor} ms)"
        if value is not None:
            table.row(trace, figure, number(value), told, met=value <= here)
    return table.missed


def print_beside(figures):
    table = Table("trace", "work", "Weft", "peer", "its figure", "its / ours")
    for trace, figure, peer, theirs, a, b, _ in figures.pairs(BESIDE):
        table.row(trace, figure, number(a), f"{peer} {theirs}", number(b), f"{b / a:.2f}")


def print_scaling(scaling):
    table = Table("pile-up", "order", "arrival", "ms", "doubled ms", "ratio",
                  f"≤ {PILE_UP_MS} ms, ratio ≤ {DOUBLED_RATIO}")
    for case in scaling["pile_ups"]:
        met = case["ms"] <= PILE_UP_MS and case["doubled_ratio"] <= DOUBLED_RATIO
        table.row(case["shape"], case["order"], case["arrival"], number(case["ms"]),
                  number(case["doubled_ms"]), number(case["doubled_ratio"]), met=met)
    missed = table.missed
    table = Table("hostile anchors", "order", "way", "ms", "doubled ms", "ratio")
    for case in scaling["hostile_anchors"]:
        table.row(case["shape"], case["order"], case["way"], number(case["ms"]),
                  number(case["doubled_ms"]), number(case["doubled_ratio"]))
    table = Table("random insertions", "text", "short ms", "long ms", "ratio",
                  f"ratio ≤ {LONG_TEXT_RATIO}")
    for case in scaling["random_inserts"]:
        table.row(case["way"], case["start"], number(case["short_ms"]), number(case["long_ms"]),
                  number(case["ratio"]), met=case["ratio"] <= LONG_TEXT_RATIO)
    return missed + table.missed


def print_origin(name, run):
    print(f"- {name}: {run.get('machine')}; {run.get('compiler')}; {run.get('date')}")


def print_peer_versions(peers):
    for peer in peers.get("peers", []):
        note = f": {peer['note']}" if peer.get("note") else ""
        print(f"  - {peer['name']} {peer.get('version', '')}{note}")


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main(paths):
    if len(paths) not in (2, 3):
        sys.exit(__doc__)
    ours, peers = read(paths[0]), read(paths[1])
    print("# Weft and its peers\n")
    print_origin("Weft", ours)
    print_origin("peers", peers)
    print_peer_versions(peers)
    figures = Figures(ours, peers)
    print_floors(figures)
    missed = print_faster(figures) + print_smaller(figures) + print_at_most(figures)
    if len(paths) == 3:
        missed += print_scaling(read(paths[2])["scaling"])
    print_beside(figures)
    print(f"\nGoals missed: {missed}")


if __name__ == "__main__":
    main(sys.argv[1:])
