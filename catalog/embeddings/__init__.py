"""From a title's text to its vector."""

DIMENSIONS = 512  # of every vector: the column, the index and the encoder agree on it
