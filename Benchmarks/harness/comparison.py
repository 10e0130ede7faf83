"""Medians, and medians of ratios round by round: what drifts in the machine drifts for both sides of a ratio."""
from statistics import median

from .targets import GAUGE

REFERENCE = "nginx"
SUBJECT = "edge"


class Comparison:
    def __init__(self, workload, samples, refused):
        self.workload = workload
        self.samples = samples
        self.refused = refused

    def value(self, name, attribute="figure"):
        values = [getattr(sample, attribute) for sample in self.samples.get(name, [])]
        values = [value for value in values if value is not None]
        return median(values) if values else None

    def spread(self, name):
        figures = [sample.figure for sample in self.samples[name]]
        return min(figures), max(figures)

    def ratio(self, name, base):
        """The median of the ratios of `name` to `base` in the rounds that have both."""
        pairs = zip(self.samples.get(name, []), self.samples.get(base, []))
        ratios = [one.figure / other.figure for one, other in pairs if other.figure]
        return median(ratios) if ratios else None

    @property
    def best_peer(self):
        peers = [name for name in self.samples if name not in (SUBJECT, GAUGE)]
        return min(peers, key=self.value, default=None)

    @property
    def holds(self):
        """Whether the bar holds; `None` where it could not be measured."""
        if self.workload.figure_bar is not None:
            value = self.value(SUBJECT)
            return None if value is None else value <= self.workload.figure_bar
        ratio = self.ratio(SUBJECT, REFERENCE)
        return None if ratio is None or self.workload.ratio_bar is None else ratio <= self.workload.ratio_bar

    def as_json(self):
        return {
            "workload": self.workload.key,
            "title": self.workload.title,
            "unit": self.workload.unit,
            "bar_ratio": self.workload.ratio_bar,
            "bar_figure": self.workload.figure_bar,
            "holds": self.holds,
            "best_peer": self.best_peer,
            "not_measured": self.refused,
            "targets": {
                name: {
                    "figure": self.value(name),
                    "ratio_to_nginx": self.ratio(name, REFERENCE),
                    "ratio_to_best_peer": self.ratio(name, self.best_peer) if self.best_peer else None,
                    "rounds": [vars(sample) for sample in found],
                }
                for name, found in self.samples.items()
            },
        }
