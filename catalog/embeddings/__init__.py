"""From a title's text to its vector."""
