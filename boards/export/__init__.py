"""What is taken out of the product, to keep or to hand over: tables, boards and reports.

Everything is made of what one viewer may know (boards/domain/snapshot.py), so that no export tells
more than a page of that viewer does.
"""
