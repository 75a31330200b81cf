"""How fast it is, measured against baselines that run beside it. `python -m benchmarks` runs everything."""
