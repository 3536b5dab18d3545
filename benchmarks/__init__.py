"""What `make bench` runs: the budgets of the design as ratios, measured in one run beside other ways to do the same.

python -m benchmarks            # all of it, some ten minutes
python -m benchmarks --quick    # under a minute: cold start and the warm path
"""
