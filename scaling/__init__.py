"""What is carried on after a session: scaling plans, ownership, comparison over the years."""
