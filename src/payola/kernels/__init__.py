"""The loops: numba on integer codes, Arrow in and Arrow out, no files. Loaded only where they are needed."""
