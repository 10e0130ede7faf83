"""What a callgrind profile says: instructions, and calls of what allocates and counts references."""
import collections
import re

# A name is written out once and is a number from then on.
NAME = re.compile(r"^(c?)(fn|ob|fi|fe|fl)=\((\d+)\)(?: (.*))?$")
# Cryptography does what it does; how long that takes is OpenSSL's business.
FOREIGN = ("libcrypto", "libssl")
COUNTED = {
    "allocations": {"malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc"},
    "objects": {"swift_allocObject"},
    "retains": {"swift_retain", "swift_retain_n", "swift_bridgeObjectRetain"},
    "exclusivity checks": {"swift_beginAccess"},
}
MEASURES = ["instructions", *COUNTED]


def read(files):
    """Sums up profiles, one for each thread or dump."""
    total = collections.Counter()
    for file in files:
        total.update(read_one(file))
    return {measure: total[measure] for measure in MEASURES}


def read_one(file):
    """The lines below `calls=` say what the call cost, inclusive: of those only the count is taken."""
    names = {"fn": {}, "ob": {}}
    found = collections.Counter()
    current_object, called, is_inclusive = "", "", False
    for line in file.read_text(errors="replace").splitlines():
        if match := NAME.match(line):
            callee, kind, number, name = match.groups()
            if kind not in names:
                continue
            if name is not None:
                names[kind][number] = name
            if kind == "ob" and not callee:
                current_object = names[kind][number]
            if kind == "fn" and callee:
                called = names[kind][number]
        elif line.startswith("calls="):
            count = int(line[6:].split()[0])
            for measure, functions in COUNTED.items():
                if called.split("'")[0] in functions:
                    found[measure] += count
            is_inclusive = True
        elif line[:1].isdigit() or line[:1] in "+-*":
            if not is_inclusive and not any(name in current_object for name in FOREIGN):
                # A cost of nothing is left out.
                found["instructions"] += sum(int(cost) for cost in line.split()[1:2])
            is_inclusive = False
    return found
