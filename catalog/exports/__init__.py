"""The catalogue, written to files: what a row says, as CSV, as Parquet."""
