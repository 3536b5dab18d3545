"""The tests, in tiers: unit, infra, contract, integration, e2e. Each bug is caught at the lowest that can catch it."""
