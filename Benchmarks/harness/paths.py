"""Where things are."""
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = ROOT / "Benchmarks"
RESULTS = BENCHMARKS / "Results"
# Made by the run, kept for the next one.
WORK = ROOT / ".build" / "bench"
CERTIFICATE = WORK / "certificate.pem"
KEY = WORK / "key.pem"
UPLOAD = WORK / "upload-100MiB"
# Served by those that serve files.
FILES = WORK / "files"
UPSTREAM_TOOL = WORK / "upstream"
LOAD_TOOL = WORK / "load"
EDGE = ROOT / ".build" / "release" / "edge"
