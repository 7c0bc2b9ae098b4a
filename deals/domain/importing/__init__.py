"""Bringing partners and people into a deal from a list: read, look at it first, then save.

`reading` makes lines of cells out of a text or a file, `rows` makes values out of cells, `planning`
says what each line would do, and `carrying_out` does it: everything or nothing.
"""
