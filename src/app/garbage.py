"""When Python looks for garbage: not while a function starts, and never again in what it then holds.

An import makes hundreds of thousands of objects that stay, and the collector goes through them time and again. So it is
off in Lambda until everything is imported (`app/__init__.py`), and what is there by then is left out of its sight.
"""

import gc


def everything_is_imported() -> None:
    """Leave what is there to itself, and collect what requests leave behind."""
    gc.freeze()
    gc.enable()
