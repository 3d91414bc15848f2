# SPDX-License-Identifier: Apache-2.0
"""explained.tsv: why tools differ, and docs/DIFFERENCES.md, which is made from it."""
import fnmatch
import pathlib

import facts

TABLE = pathlib.Path(__file__).with_name("explained.tsv")


class Row:
    """Why at some places one side speaks of a rule and the other does not."""

    def __init__(self, number, line):
        columns = line.split("\t")
        if len(columns) != 5 or columns[1] not in ("they", "we") or not columns[4].endswith("."):
            raise ValueError(f"{TABLE.name}:{number}: peers, they or we, rules, condition and a sentence")
        self.number, self.peers, self.side = number, columns[0].split(","), columns[1]
        self.rules, self.condition, self.reason = columns[2].split(","), columns[3], columns[4]
        self.terms = facts.terms_of(self.condition)
        self.uses = 0

    def covers(self, peer, side, rule, place):
        return (side == self.side and any(fnmatch.fnmatchcase(peer, one) for one in self.peers)
                and any(fnmatch.fnmatchcase(rule, one) for one in self.rules) and facts.holds(self.terms, place))


def rows():
    lines = TABLE.read_text().splitlines()
    return [Row(number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]


def find(table, peer, side, rule, place):
    """The first row that explains a difference, or None; it counts its uses."""
    for row in table:
        if row.covers(peer, side, rule, place):
            row.uses += 1
            return row
    return None
