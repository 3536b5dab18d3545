"""That docs/cost.md still tells of the code as it is: what each route uses is measured anew."""

from scripts.cost import page
from scripts.cost.measurement import measure


def test_each_route_costs_the_calls_and_units_that_the_page_says() -> None:
    told, found = page.read_measured(), measure()

    assert {name: (one.calls, one.read_units, one.write_units) for name, one in found.items()} == {
        name: (one.calls, one.read_units, one.write_units) for name, one in told.items()
    }, "run `python -m scripts.cost --measure`"
