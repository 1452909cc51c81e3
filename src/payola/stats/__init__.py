"""Numbers: nulls, tails, false discovery. Functions on arrays; nothing here knows a table or a file."""
