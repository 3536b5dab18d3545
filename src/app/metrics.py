"""Numbers for CloudWatch, carried by the log lines that are written anyway (embedded metric format).

CloudWatch Logs reads `_aws` of a line, and makes a metric of each member that it names: no call, no agent and no second
line. Powertools for AWS Lambda would write a line of its own a request, and 3 % of a cold start (docs/performance.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass

SERVICE = "service"
OPERATION = "operation"

COUNTED = {
    "auth.login.succeeded": "SignIns",
    "auth.login.failed": "FailedSignIns",
    "auth.limited": "LimitedAttempts",
    "auth.registered": "Registrations",
    "auth.refresh.replayed": "ReplayedRefreshTokens",
}
"""Events of the log that are metrics, each with the metric's name. One line counts 1."""

_CONFLICTS = {409, 412}


@dataclass(frozen=True, slots=True)
class EmbeddedMetrics:
    """Adds to a log line what makes metrics of it.

    Parameters
    ----------
    namespace
        Where CloudWatch keeps them, such as `Fulmar/fulmar-prod`.
    service
        Which function counts, a dimension of every metric.
    by_operation
        Whether requests are counted for each operation as well. CloudWatch charges for each such metric.
    """

    namespace: str
    service: str
    by_operation: bool = False

    def of(self, event: str, fields: Mapping[str, object], milliseconds: int) -> dict[str, object]:
        """Return the members to add to the line of an event; none for what is not counted.

        Parameters
        ----------
        fields
            The line's other members; `status`, `read_units` and `write_units` of a request become metrics.
        milliseconds
            When it happened, since 1970.
        """
        values = _of_request(fields) if event == "request" else _of_event(event)
        if not values:
            return {}
        dimensions = [[SERVICE]]
        if self.by_operation and fields.get(OPERATION):
            dimensions.append([SERVICE, OPERATION])
        metrics = [{"Name": name, "Unit": "Count"} for name in values]
        directive = {"Namespace": self.namespace, "Dimensions": dimensions, "Metrics": metrics}
        return {SERVICE: self.service, **values, "_aws": {"Timestamp": milliseconds, "CloudWatchMetrics": [directive]}}


def _of_event(event: str) -> dict[str, object]:
    metric = COUNTED.get(event)
    return {} if metric is None else {metric: 1}


def _of_request(fields: Mapping[str, object]) -> dict[str, object]:
    status = fields.get("status")
    values: dict[str, object] = {
        "Conflicts": int(status in _CONFLICTS),
        "Failures": int(isinstance(status, int) and status >= 500),
        "ReadUnits": fields.get("read_units"),
        "WriteUnits": fields.get("write_units"),
    }
    return {name: value for name, value in values.items() if value}
