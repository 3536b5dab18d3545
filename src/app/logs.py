"""The log: one JSON object a line on standard output, which CloudWatch Logs Insights reads as fields."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from app import request_context
from app.metrics import EmbeddedMetrics

_LOGGER = logging.getLogger("app")
# Requests and security events are a record, not chatter: no log level silences them.
_RECORD = logging.getLogger("app.record")

# Made once: json.dumps makes an encoder anew for each line that wants anything special.
_encode = json.JSONEncoder(default=str, separators=(",", ":")).encode


class JsonLines(logging.Formatter):
    """One JSON object a record; `fields` of the record become members, and metrics where those are counted."""

    def __init__(self, metrics: EmbeddedMetrics | None = None) -> None:
        super().__init__()
        self._metrics = metrics

    def format(self, record: logging.LogRecord) -> str:
        """Write the record, in ASCII and on one line, whatever a caller put into a path or header."""
        name, fields = record.getMessage(), getattr(record, "fields", {})
        line: dict[str, Any] = {
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "event": name,
            "request_id": request_context.current().request_id,
            **fields,
        }
        if self._metrics is not None:
            line |= self._metrics.of(name, fields, int(record.created * 1000))
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return _encode(line)


def configure(level: str, metrics: EmbeddedMetrics | None = None) -> None:
    """Send the application's log to standard output and silence what would repeat it."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines(metrics))
    _LOGGER.handlers[:] = [handler]
    _LOGGER.setLevel(level)
    _LOGGER.propagate = False
    _RECORD.setLevel(logging.INFO)
    logging.getLogger("mangum").setLevel(logging.ERROR)
    # uvicorn's own line a request holds the query string, where a client may have put a token.
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)


def event(name: str, **fields: object) -> None:
    """Log something that happened, e.g. `auth.login.failed`. Never hand in a secret."""
    _RECORD.info(name, extra={"fields": fields})


def warning(name: str, **fields: object) -> None:
    """Log something that somebody should look at."""
    _LOGGER.warning(name, extra={"fields": fields})


def failure(name: str, error: BaseException) -> None:
    """Log an unexpected failure with its traceback."""
    _LOGGER.error(name, exc_info=error)
