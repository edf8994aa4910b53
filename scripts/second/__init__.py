"""The pieces of verify-second.py. Without this file a package `second` anywhere else on Python's path would run in their place."""
