"""What a deployment costs: prices, what each route uses, and docs/cost.md, which is made of both.

python -m scripts.cost            # makes docs/cost.md from scripts/cost/measured.json
python -m scripts.cost --measure  # first measures each route anew, on the local cloud
"""
