"""Everything of a deal as one JSON file, and such a file as a deal (docs/archive.md).

`tables` says what travels, `values` how a value stands in the file, `exporting` writes, `reading`
reads strictly and without the database, `importing` brings in, `waiting` keeps a file between its
preview and its confirmation.
"""
