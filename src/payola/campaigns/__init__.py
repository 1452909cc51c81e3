"""Findings to what a person can look at: evidence behind each, and the part of a network that can be drawn."""
