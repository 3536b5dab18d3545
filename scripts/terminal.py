"""What `make dev` prints: one stream of lines, each with where it comes from, and the banner."""

import json
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

COLOURS = {"cloud": "magenta", "api": "cyan", "web": "green", "dev": "blue"}


class Terminal:
    """Prints lines with a prefix, for several threads; in colour on a terminal, plainly elsewhere."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)

    def say(self, source: str, text: str, style: str = "") -> None:
        """Print the lines of a text together, whatever characters they hold. Nothing for an empty one."""
        prefix = (f"{source:<5} │ ", COLOURS[source])
        # A child's colours are kept; what else its escape codes might do to the terminal is not.
        lines = [Text.assemble(prefix, Text.from_ansi(line, style=style)) for line in text.splitlines()]
        if lines:
            self._console.print(Text("\n").join(lines))

    def plain(self, line: str) -> None:
        """Print a line for a program to read, without a prefix and at once."""
        self._console.print(Text(line))

    def banner(self, title: str, rows: dict[str, str], footer: str) -> None:
        """Print the links in a frame, or as plain lines where there is no terminal."""
        if not self._console.is_terminal:
            for line in (title, *(f"  {name:<10}{value}" for name, value in rows.items()), footer):
                self.plain(line)
            return
        grid = Table.grid(padding=(0, 3))
        for name, value in rows.items():
            shown = f"[link={value}]{value}[/link]" if value.startswith("http") else escape(value)
            grid.add_row(f"[dim]{name}[/dim]", f"[bold]{shown}[/bold]")
        frame = Panel(
            grid,
            title=f"[bold]{title}[/bold]",
            padding=(1, 3),
            expand=False,
            border_style="green",
        )
        self._console.print(frame, soft_wrap=False)
        self._console.print(Text(footer, style="dim"))


def without_vite_banner(line: str) -> str:
    """Drop what Vite says about its addresses, which the one banner for everything says."""
    return "" if line.lstrip().startswith(("VITE v", "➜")) else line


def readable(line: str) -> str:
    """Turn one of the API's JSON log lines into a sentence; leave others alone. Empty: nothing to show."""
    try:
        entry = json.loads(line)
    except ValueError:
        return line
    if not isinstance(entry, dict) or "event" not in entry:
        return line
    fields: dict[str, Any] = {
        name: value
        for name, value in entry.items()
        if name not in {"timestamp", "level", "event", "request_id", "exception"} and value is not None
    }
    if entry["event"] == "request":
        if str(fields.get("path", "")).startswith("/health"):
            return ""
        status, duration = fields.get("status", "?"), fields.get("duration_ms", "?")
        return f"{fields.get('method', '?')} {fields.get('path', '?')} → {status} in {duration} ms"
    words = [str(entry["event"]), *(f"{name}={value}" for name, value in fields.items())]
    if entry.get("level", "INFO") != "INFO":
        words.insert(0, str(entry["level"]))
    return "\n".join([" ".join(words), *str(entry.get("exception", "")).splitlines()])
