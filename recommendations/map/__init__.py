"""The whole catalogue in two dimensions: how it is laid out, stored and shown."""
