"""Where do relational steps run? On DuckDB, embedded; the steps themselves are written with narwhals."""

from payola.engines.duckdb import Engine

__all__ = ["Engine"]
