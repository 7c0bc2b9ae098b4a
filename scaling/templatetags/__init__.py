"""Small things that templates of scaling write."""
