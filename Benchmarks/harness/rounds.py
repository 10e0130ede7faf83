"""Interleaves targets: every round measures each of them, and each round begins with another one."""
import sys


def measure(workload, targets, options):
    """Samples by target's name, one for each round; and, by name, why there are none."""
    samples = {target.name: [] for target in targets}
    refused = {}
    for number in range(options.rounds):
        start = number % len(targets)
        for target in targets[start:] + targets[:start]:
            if target.name in refused:
                continue
            try:
                samples[target.name].append(workload.measure(target, options, workload))
            except Exception as error:  # Whatever a peer does, the others are measured.
                refused[target.name] = " ".join(str(error).split())
                samples[target.name] = []
        print(f"\r{workload.title}: round {number + 1} of {options.rounds}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {name: found for name, found in samples.items() if found}, refused
