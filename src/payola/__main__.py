"""``python -m payola`` does what ``payola`` does."""

from payola.cli import program

program()
