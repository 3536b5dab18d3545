"""Expands a SAM template as CloudFormation would for each of several sets of parameters; run by .venv-cloud's Python.

Reads `{"template": …, "parameters": [{…}, …]}` and writes the expanded templates as a list.
"""

import copy
import json
import os
import sys

from samtranslator.translator.transform import transform  # type: ignore[import-not-found]  # of .venv-cloud


class _NoManagedPolicies:
    """The template attaches none, so nobody has to look up their names."""

    def load(self) -> dict[str, str]:
        return {}


if __name__ == "__main__":
    os.environ["AWS_DEFAULT_REGION"] = "eu-central-1"
    asked = json.load(sys.stdin)
    expanded = [
        transform(copy.deepcopy(asked["template"]), parameters, _NoManagedPolicies())
        for parameters in asked["parameters"]
    ]
    json.dump(expanded, sys.stdout)
