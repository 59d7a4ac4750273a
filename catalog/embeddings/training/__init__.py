"""Training of the text encoder: from catalogues and requests to a folder that TextEncoder loads.

    corpus → pairs → batches → loop (model, loss, negatives, teacher) → validation → export, card

torch is imported by what trains alone, never by the site; see docs/training.md.
"""


class TrainingRefused(Exception):
    """Training cannot start or go on; the message is one line that says why and what to do."""
