"""Steps of a request's way by themselves: `MicroCount` does each so often."""
import os
import subprocess

from . import profile

COUNT = 3200


def measure(program, folder):
    """Each is done COUNT times, and twice as often: the difference is what they cost without starting and ending."""
    names = subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()
    return {name: difference(program, name, folder) for name in names}


def difference(program, name, folder):
    once, twice = (count(program, name, times, folder) for times in (COUNT, 2 * COUNT))
    return {measure: (twice[measure] - once[measure]) / COUNT for measure in once}


def count(program, name, times, folder):
    file = folder / "step.out"
    subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={file}", "--quiet", program, name, str(times)],
        check=True, stdout=subprocess.DEVNULL, env=os.environ | {"SWIFT_DETERMINISTIC_HASHING": "1"})
    return profile.read([file])
