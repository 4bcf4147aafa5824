#!/usr/bin/python3
"""Makes the traces beside it, the same each time: python3 make_traces.py

Two people write at once, each below the other's eyes a second late: Ada above a line, Ben below it.
They type, retype, and go back to mend. Because neither writes where the other does, what must
come out follows from plain strings. The format is that of github.com/josephg/editing-traces.
"""

import json
import os
import random

ADA = ("Milk, bread and honey. The milk from the farm, not the one in the carton; ask for the glass "
       "bottle. Bread if they have the dark one — otherwise none. Call Zoë about the keys. ") * 3
BEN = ("Paint for the door (grey, \u00bd litre), two brushes, tape. Return the ladder \U0001fa9c to "
       "number 12. The bulbs are 40 W, E14, not E27! Ask whether the shop opens on Saturday. ") * 3
LINE = "\n----\n"
LATENCY = 12  # transactions of anybody, until the other sees one


class Writer:
    def __init__(self, agent, text, draw):
        self.agent, self.text, self.draw = agent, text, draw
        self.written = ""  # this one's part
        self.at = 0        # how much of the text is done

    def next_edit(self):
        """(offset in the own part, erased, inserted)"""
        roll = self.draw.random()
        size = len(self.written)
        if roll < 0.04 and size > 20:  # goes back, takes a few characters out
            offset = self.draw.randrange(size - 5)
            return offset, self.draw.randint(1, 4), ""
        if roll < 0.08 and size > 20:  # goes back, puts something in
            return self.draw.randrange(size), 0, self.draw.choice(["really ", "!", " \u2026", "(?)"])
        if roll < 0.15 and size > 2:  # the last character anew
            return size - 1, 1, self.written[-1]
        self.at += 1
        return size, 0, self.text[self.at - 1]

    def apply(self, edit):
        offset, erased, inserted = edit
        self.written = self.written[:offset] + inserted + self.written[offset + erased:]

    def done(self):
        return self.at == len(self.text)


def simulate(seed, alone):
    draw = random.Random(seed)
    ada, ben = Writer(0, ADA, draw), Writer(1, BEN, draw)
    writers = [ada] if alone else [ada, ben]
    transactions = [{"patches": [[0, 0, LINE]], "parents": [], "agent": 0}]
    last = {0: 0}
    lengths_of_ada = [0]  # after each transaction
    seen = {0: 0, 1: 0}   # up to which transaction of the other
    while not all(writer.done() for writer in writers):
        writer = draw.choice([w for w in writers if not w.done()])
        other = 1 - writer.agent
        index = len(transactions)
        for late in range(seen[writer.agent], max(0, index - LATENCY) + 1):
            if late < index and transactions[late]["agent"] == other:
                seen[writer.agent] = late
        heads = {last[writer.agent]} if writer.agent in last else set()
        heads.add(seen[writer.agent])
        edit = writer.next_edit()
        start = 0
        if writer is ben:
            start = lengths_of_ada[seen[1]] + len(LINE)
        position, erased, inserted = start + edit[0], edit[1], edit[2]
        writer.apply(edit)
        patch = [position, erased, inserted]
        transactions.append({"patches": [patch], "parents": sorted(heads), "agent": writer.agent})
        last[writer.agent] = index
        lengths_of_ada.append(len(ada.written))
    trace = {"kind": "concurrent", "endContent": ada.written + LINE + ben.written,
             "numAgents": len(writers), "txns": transactions}
    if alone:
        for transaction in transactions:
            del transaction["parents"], transaction["agent"]
        trace = {"startContent": "", "endContent": trace["endContent"], "txns": transactions}
    return trace


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    for name, seed, alone in [("alone", 1, True), ("together", 2, False)]:
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
            json.dump(simulate(seed, alone), file, ensure_ascii=False, separators=(",", ":"))
            file.write("\n")


main()
