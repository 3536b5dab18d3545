"""Runs one handler in its environment and measures it: a case and a number of requests in, seconds out.

It imports nothing of the project's tools, so that it starts as a function does.
"""

import importlib
import json
import sys
import time


def main() -> None:
    handler = importlib.import_module(f"handlers.{sys.argv[1]}").handler
    for line in sys.stdin:
        order = json.loads(line)
        event, count = order["event"], order["count"]
        begun, begun_cpu = time.perf_counter(), time.process_time()
        for _ in range(count):
            answer = handler(event, None)
        seconds, cpu = time.perf_counter() - begun, time.process_time() - begun_cpu
        print("\x00" + json.dumps({"seconds": seconds, "cpu": cpu, "status": answer["statusCode"]}), flush=True)


if __name__ == "__main__":
    main()
