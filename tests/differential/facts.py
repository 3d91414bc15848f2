# SPDX-License-Identifier: Apache-2.0
"""What the conditions of explained.tsv ask of an instruction: named predicates over the parse of its file."""
import bisect
import re


class Instruction:
    """One instruction, or the trigger of an ONBUILD."""

    def __init__(self, node, stage):
        self.start, self.end, self.stage = node["start"], node["end"], stage
        words = node["original"].split(None, 1)
        self.keyword, self.text = node["cmd"].upper(), words[1] if len(words) > 1 else ""
        self.is_trigger = self.keyword == "ONBUILD"
        if self.is_trigger and self.text:
            words = self.text.split(None, 1)
            self.keyword, self.text = words[0].upper(), words[1] if len(words) > 1 else ""
        self.text = "\n".join([self.text, *(doc["content"] for doc in node.get("heredocs", []))])
        self.is_heredoc = bool(node.get("heredocs"))
        self.is_json = node.get("json", False)
        self.has_comment = bool(node.get("prev_comments"))


class Stage:
    def __init__(self, index, words):
        self.index = index
        words = [word for word in words if not word.startswith("--")] or [""]
        self.base = words[0]
        self.name = words[2].lower() if len(words) > 2 and words[1].upper() == "AS" else None
        self.instructions = []
        self.ships = False

    @property
    def is_windows(self):
        return bool(re.search(r"windows|nanoserver", self.base)) or any(
            one.keyword == "SHELL" and re.search(r"powershell|pwsh|cmd", one.text) for one in self.instructions)


class File:
    """The instructions of a file and its stages."""

    def __init__(self, tree):
        self.instructions, self.stages = [], []
        self.is_refused = not (tree["ok"] and tree["instructions_ok"])  # or by a finding HM9001, which `run` sees
        for node in tree.get("nodes") or []:
            if node["cmd"].upper() == "FROM":
                self.stages.append(Stage(len(self.stages), node["args"]))
            stage = self.stages[-1] if self.stages else None
            instruction = Instruction(node, stage)
            self.instructions.append(instruction)
            if stage:
                stage.instructions.append(instruction)
        self.starts = [one.start for one in self.instructions]
        self.mark_what_ships()

    def mark_what_ships(self):
        stage = self.stages[-1] if self.stages else None
        while stage and not stage.ships:
            stage.ships = True
            parents = [other for other in self.stages[:stage.index] if other.name == stage.base]
            stage = parents[-1] if parents else None

    def at(self, line):
        """The instruction that a line belongs to: the last that begins there or before."""
        if not self.instructions:
            return None
        return self.instructions[max(bisect.bisect_right(self.starts, line) - 1, 0)]


class Place:
    """Where two tools differ."""

    def __init__(self, file, instruction, both, is_unreadable, is_grave=False):
        self.file, self.instruction = file, instruction
        self.text = instruction.text if instruction else ""
        self.stage = instruction.stage if instruction else None
        self.both = both  # the instructions for which the other side says the same
        self.is_unreadable = is_unreadable
        self.is_grave = is_grave


def said_in_stage(place):
    return any(one.stage is place.stage for one in place.both if one)


def before(place, keyword):
    """The texts of the stage's instructions of this kind before the place."""
    found = []
    for one in place.stage.instructions if place.stage else []:
        if one is place.instruction:
            break
        if one.keyword == keyword and not one.is_trigger:
            found.append(one.text)
    return found


def has_absolute_workdir(place):
    return any(re.match(r'"?(/|[A-Za-z]:|\$)', text) for text in before(place, "WORKDIR"))


def follows_run(place):
    """Whether the instruction before it is a RUN, too."""
    at = place.file.instructions.index(place.instruction)
    return at > 0 and place.file.instructions[at - 1].keyword == "RUN"


def has_later(place):
    """Whether the stage has a later instruction of the same kind."""
    later = place.stage.instructions[place.stage.instructions.index(place.instruction) + 1:]
    return any(one.keyword == place.instruction.keyword and not one.is_trigger for one in later)


def takes_from_later(place):
    """Whether --from names the stage itself or one that comes later."""
    named = re.search(r"--from=\"?([^\s\"]+)", place.text)
    if named is None or place.stage is None:
        return False
    later = place.file.stages[place.stage.index:]
    return any(named[1].lower() == one.name or named[1] == str(one.index) for one in later)


def takes_from_scratch(place):
    """Whether --from names a stage that is built from scratch."""
    named = re.search(r"--from=\"?([^\s\"]+)", place.text)
    return named is not None and any(named[1].lower() == one.name or named[1] == str(one.index)
                                     for one in place.file.stages if one.base == "scratch")


def takes_from_helper(place):
    """Whether --from names a stage on an image of somebody's tools."""
    named = re.search(r"--from=\"?([^\s\"]+)", place.text)
    return named is not None and any(named[1].lower() == one.name and "/" in one.base for one in place.file.stages)


def takes_from_image(place):
    """Whether --from names no stage of the file."""
    named = re.search(r"--from=\"?([^\s\"]+)", place.text)
    return named is not None and not any(named[1].lower() == one.name or named[1] == str(one.index)
                                         for one in place.file.stages)


def is_apart(place):
    """Whether a comment is above it, or the instruction before it has mounts or a here-document."""
    at = place.file.instructions.index(place.instruction)
    before_it = place.file.instructions[at - 1] if at > 0 else None
    return place.instruction.has_comment or (before_it is not None and (
        before_it.is_heredoc or before_it.text.startswith("--") or before_it.has_comment
        or before_it.is_json != place.instruction.is_json))


def takes_from_workdir(place):
    """Whether --from names a stage that a WORKDIR made a folder in."""
    named = re.search(r"--from=\"?([^\s\"]+)", place.text)
    return named is not None and any(one.name == named[1].lower() and any(inst.keyword == "WORKDIR" for inst in one.instructions)
                                     for one in place.file.stages)


def takes_from_doubled(place):
    """Whether --from names what two stages are called."""
    named = re.search(r"--from=\"?([^\s\"]+)", place.text)
    return named is not None and sum(one.name == named[1].lower() for one in place.file.stages) > 1


def uses_one_downloader(place):
    """Whether the stage downloads by one of curl and wget only, whatever it installs."""
    texts = "\n".join(one.text for one in place.stage.instructions if one.keyword == "RUN") if place.stage else ""
    return not all(re.search(rf"\b{name} ([^|;&\s]+ )*\S*https?:", texts) for name in ("curl", "wget"))


PREDICATES = {
    "always": ("in general", lambda p: True),
    "unreadable": ("the other tool does not read the file to its end", lambda p: p.is_unreadable),
    "elsewhere": ("the same is said of another instruction of the stage", said_in_stage),
    "elsewhere-in-file": ("the same is said of another instruction of the file", lambda p: bool(p.both)),
    "not-shipped": ("the stage's files are not in the image", lambda p: p.stage is not None and not p.stage.ships),
    "not-last-stage": ("the stage is not the last", lambda p: p.stage is not None and p.stage is not p.file.stages[-1]),
    "trigger": ("it is an ONBUILD's trigger", lambda p: p.instruction is not None and p.instruction.is_trigger),
    "heredoc": ("the instruction has a here-document", lambda p: p.instruction is not None and p.instruction.is_heredoc),
    "json": ("the instruction is a JSON array", lambda p: p.instruction is not None and p.instruction.is_json),
    "refused": ("BuildKit refuses the file", lambda p: p.file.is_refused),
    "after-workdir": ("the stage has an absolute WORKDIR before it", has_absolute_workdir),
    "after-shell": ("the stage has a SHELL before it", lambda p: bool(before(p, "SHELL"))),
    "windows": ("the stage is built for Windows", lambda p: p.stage is not None and p.stage.is_windows),
    "after-copy": ("the stage has a COPY or ADD before it", lambda p: bool(before(p, "COPY") or before(p, "ADD"))),
    "after-apt-conf": ("an instruction before it switches recommended packages off",
                       lambda p: any("Install-Recommends" in text for text in before(p, "RUN"))),
    "after-run": ("the instruction before it is a RUN, too", follows_run),
    "overridden": ("the stage has another of its kind after it", lambda p: p.stage is not None and has_later(p)),
    "on-stage": ("the stage is built from another stage of the file",
                 lambda p: p.stage is not None and any(one.name == p.stage.base for one in p.file.stages[:p.stage.index])),
    "from": ("the instruction is FROM", lambda p: p.instruction is not None and p.instruction.keyword == "FROM"),
    "add": ("the instruction is ADD", lambda p: p.instruction is not None and p.instruction.keyword == "ADD"),
    "from-scratch": ("the stage that is named is built from scratch", takes_from_scratch),
    "from-image": ("no stage has the name", takes_from_image),
    "from-helper": ("the stage that is named is built from an image of Docker Hub's users or of another registry",
                    takes_from_helper),
    "beside-apart": ("a comment is above it, or the instruction before it has options, another form, a here-document or a comment",
                     is_apart),
    "from-later": ("the stage that is named is itself or comes later", takes_from_later),
    "from-workdir": ("the stage that is named has a WORKDIR", takes_from_workdir),
    "graver": ("the other tool says of the FROM that its stage has a wrong name or none to build on", lambda p: p.is_grave),
    "from-doubled": ("two stages have the name of the one that is named", takes_from_doubled),
    "base-in-file": ("the base has the name of a stage of the file",
                     lambda p: p.stage is not None and any(one.name == p.stage.base.lower() for one in p.file.stages)),
    "one-downloader": ("the stage uses one of curl and wget only", uses_one_downloader),
    "scratch": ("the stage is built from scratch", lambda p: p.stage is not None and p.stage.base == "scratch"),
    "after-step": ("the stage has a RUN, COPY or ADD before it",
                   lambda p: any(before(p, one) for one in ("RUN", "COPY", "ADD"))),
    "before-from": ("it comes before the first FROM", lambda p: p.stage is None),
}
TERM = re.compile(r"(not )?(?:/((?:[^/\\]|\\.)*)/|([\w-]+))(?:\Z| and )")


def terms_of(condition):
    """A condition as (negated, pattern or None, name or None), in order. Raises ValueError."""
    found, at = [], 0
    while at < len(condition):
        term = TERM.match(condition, at)
        if term is None or (term[3] and term[3] not in PREDICATES):
            raise ValueError(f"no condition: {condition[at:]}")
        found.append((bool(term[1]), re.compile(term[2], re.M) if term[2] is not None else None, term[3]))
        at = term.end()
    return found


def holds(terms, place):
    return all(negated != bool(pattern.search(place.text) if pattern else PREDICATES[name][1](place))
               for negated, pattern, name in terms)
