"""From other people's files to titles: reading, judging, and writing them in batches."""
