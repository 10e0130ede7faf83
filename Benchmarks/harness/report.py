"""Results as Markdown and as JSON."""
import json

from . import paths
from .comparison import REFERENCE, SUBJECT
from .targets import GAUGE


def number(value, digits=3):
    if value is None:
        return "–"
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.{digits}g}"


def ratio(value):
    return "–" if value is None else f"{value:.2f}"


def row(cells):
    return "| " + " | ".join(cells) + " |"


def summary(comparisons):
    """One line for each workload: where edge stands."""
    lines = [
        row(["workload", "edge", "nginx", "edge ÷ nginx", "bar", "", "best peer", "edge ÷ best", "nginx ÷ nginx"]),
        row(["---", "--:", "--:", "--:", "--:", "---", "---", "--:", "--:"]),
    ]
    for comparison in comparisons:
        workload, best = comparison.workload, comparison.best_peer
        bar = f"≤ {workload.ratio_bar:.2f}" if workload.ratio_bar else f"≤ {number(workload.figure_bar)} {workload.unit}"
        lines.append(row([
            workload.title, f"{number(comparison.value(SUBJECT))} {workload.unit}", number(comparison.value(REFERENCE)),
            ratio(comparison.ratio(SUBJECT, REFERENCE)), bar,
            {True: "holds", False: "**falls short**", None: "not measured"}[comparison.holds],
            best or "–", ratio(comparison.ratio(SUBJECT, best)) if best else "–",
            ratio(comparison.ratio(GAUGE, REFERENCE)),
        ]))
    return lines


def details(comparison):
    """All targets of one workload."""
    workload, best = comparison.workload, comparison.best_peer
    lines = [
        f"### {workload.title}", "",
        row(["", workload.unit, "min – max", "÷ nginx", f"÷ best ({best or '–'})", workload.rate_unit, "p50 µs", "p99 µs",
             "memory MiB", "core busy", "failures"]),
        row(["---"] + ["--:"] * 10),
    ]
    for name, samples in comparison.samples.items():
        low, high = comparison.spread(name)
        memory, busy = comparison.value(name, "memory"), comparison.value(name, "cpu_share")
        lines.append(row([
            name, number(comparison.value(name)), f"{number(low)} – {number(high)}", ratio(comparison.ratio(name, REFERENCE)),
            ratio(comparison.ratio(name, best)) if best else "–", number(comparison.value(name, "rate")),
            number(comparison.value(name, "p50")), number(comparison.value(name, "p99")),
            number(memory / 1048576 if memory else None), f"{busy:.0%}" if busy else "–",
            str(sum(sample.failures for sample in samples)),
        ]))
    for name, why in comparison.refused.items():
        lines += ["", f"Not measured: {name}: {why}"]
    if workload.note:
        lines += ["", f"({workload.note})"]
    return lines + [""]


def markdown(comparisons, facts, absent):
    lines = [
        "# Edge beside its peers", "",
        f"`{facts['command']}`, {facts['date']}, {facts['rounds']} rounds of {facts['seconds']} s; "
        f"{facts['machine']['cores']} cores, {facts['machine']['processor']}, Linux {facts['machine']['kernel']}. "
        "Medians; ratios are medians of the ratios round by round; less is better. METHOD.md says how to read this.", "",
        *summary(comparisons), "",
        "## Versions", "",
        *[f"* {name}: {version}" for name, version in facts["versions"].items()], "",
    ]
    if absent:
        lines += ["## Not there", "", *[f"* {name}: {why}" for name, why in absent.items()], ""]
    lines += ["## Everybody", ""]
    for comparison in comparisons:
        lines += details(comparison)
    return "\n".join(lines) + "\n"


def write(comparisons, facts, absent, name):
    paths.RESULTS.mkdir(exist_ok=True)
    text = markdown(comparisons, facts, absent)
    (paths.RESULTS / f"{name}.md").write_text(text)
    document = {"facts": facts, "absent": absent, "workloads": [each.as_json() for each in comparisons]}
    (paths.RESULTS / f"{name}.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    return text
