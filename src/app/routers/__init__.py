"""HTTP in, HTTP out: each route parses its request, calls one service and writes the answer."""
