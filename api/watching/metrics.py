"""The numbers that Prometheus reads: of requests as they are answered, of ledgers when they are asked for.

Labels are route templates, statuses, kinds of extract, statuses of claims and the ledger's own name: never an identity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.known_errors import kind_of
from ledger.ledger import Ledger
from projections.queries.vitals import Vitals, vitals

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_GAUGES: tuple[tuple[str, str, Callable[[Vitals], float]], ...] = (
    ("outcomes_log_position", "The position of the last event.", lambda one: one.position),
    ("outcomes_projected_position", "Up to where the tables have read the log.", lambda one: one.projected_position),
    ("outcomes_events", "Events in the log.", lambda one: one.events),
    ("outcomes_lag_events", "Events that the tables lack.", lambda one: one.lag_events),
    ("outcomes_lag_seconds", "How long the first of these has been waiting.", lambda one: one.lag_seconds),
    ("outcomes_parked_families", "Families that could not be folded.", lambda one: one.parked_families),
    ("outcomes_sealed_events", "Events under the last signed checkpoint.", lambda one: one.sealed_events),
    ("outcomes_last_seal_timestamp_seconds", "When that checkpoint was signed; 0: never.",
     lambda one: one.sealed_at.timestamp() if one.sealed_at else 0.0),
)  # fmt: skip


class Metrics:
    """Of one server. `served` gives the ledgers that it serves."""

    def __init__(self, served: Callable[[], Iterable[Ledger]]) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("outcomes_requests", "Requests answered.", labels, registry=self._registry)
        self.seconds = Histogram(
            "outcomes_request_seconds", "From a request's arrival to the end of its answer.", ("method", "route"),
            registry=self._registry, buckets=SECONDS)  # fmt: skip
        self.in_progress = Gauge("outcomes_requests_in_progress", "Requests under way.", registry=self._registry)
        self._registry.register(_OfLedgers(served))
        self._of: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request, by its route's template."""
        kind = method, route, status
        if kind not in self._of:
            self._of[kind] = self.requests.labels(method, route, str(status)), self.seconds.labels(method, route)
        requests, lasted = self._of[kind]
        requests.inc()
        lasted.observe(seconds)

    def text(self) -> bytes:
        """In Prometheus' text format."""
        return generate_latest(self._registry)


class _OfLedgers(Collector):
    def __init__(self, served: Callable[[], Iterable[Ledger]]) -> None:
        self._served = served

    def describe(self) -> list[Metric]:
        """Nothing is asked of the database when the collector is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        found, unanswered = self._look()
        yield GaugeMetricFamily("outcomes_ledgers_unanswered", "Ledgers that could not be asked.", value=unanswered)
        for name, meaning, value in _GAUGES:
            gauge = GaugeMetricFamily(name, meaning, labels=["ledger"])
            for one in found:
                gauge.add_metric([one.ledger], value(one))
            yield gauge
        yield _counted("outcomes_loads", "Files loaded.", "kind", {one.ledger: one.loads for one in found})
        yield _counted(
            "outcomes_rejected_rows", "Rows that came back.", "kind", {one.ledger: one.rows_rejected for one in found})
        claims = GaugeMetricFamily("outcomes_claims", "Claims as they stand.", labels=["ledger", "status"])
        for one in found:
            for status, count in sorted(one.claims.items()):
                claims.add_metric([one.ledger, status], count)
        yield claims

    def _look(self) -> tuple[list[Vitals], int]:
        """A ledger that cannot be asked takes nothing away from the others."""
        found: list[Vitals] = []
        unanswered = 0
        for ledger in self._all():
            try:
                found.append(vitals(ledger))
            except Exception as error:
                if kind_of(error) is None:
                    raise
                unanswered += 1
        return found, unanswered

    def _all(self) -> list[Ledger]:
        try:
            return list(self._served())
        except Exception as error:
            if kind_of(error) is None:
                raise
            return []


def _counted(name: str, meaning: str, label: str, counts: dict[str, dict[str, int]]) -> Metric:
    counter = CounterMetricFamily(name, meaning, labels=["ledger", label])
    for ledger, by_label in counts.items():
        for value, count in sorted(by_label.items()):
            counter.add_metric([ledger, value], count)
    return counter
