"""Tests mirror the tree of the code; each name is a sentence about behaviour."""
