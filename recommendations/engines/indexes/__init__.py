"""Libraries that find the nearest of many vectors, under one protocol."""
