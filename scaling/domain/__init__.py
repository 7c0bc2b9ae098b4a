"""What changes in what a deal carries on, and the rules."""
