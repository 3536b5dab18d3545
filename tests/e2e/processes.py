"""Processes that the local cloud runs functions in, for tests that end them."""

import os
import signal
import subprocess


def kill_function(name: str) -> int:
    """Kill the processes that run a function, and return how many there were."""
    variable = f"AWS_LAMBDA_FUNCTION_NAME={name}"
    listed = subprocess.run(["ps", "axeww", "-o", "pid=,command="], capture_output=True, text=True, check=True).stdout
    killed = 0
    for line in listed.splitlines():
        if variable in line.split():
            os.kill(int(line.split()[0]), signal.SIGKILL)
            killed += 1
    return killed
