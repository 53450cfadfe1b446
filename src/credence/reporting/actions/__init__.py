"""Reports taken along as files: at once where they are short, and by the worker where they are long.

Who took what is on record (R66).
"""
