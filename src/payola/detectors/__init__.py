"""The claims: one file each, with its question, what it needs, what it gives and its caveats."""
