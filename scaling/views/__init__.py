"""The pages of what a deal carries on."""
