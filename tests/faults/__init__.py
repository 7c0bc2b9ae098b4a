"""The fault harness: see docs/faults.md."""
