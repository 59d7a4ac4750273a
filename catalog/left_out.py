"""Requests that training leaves out, for what is fitted after it: weights and the cut-off.

An encoder answers the requests that it was trained on better than others; weights fitted on those
would trust it too much.
"""

import argparse
from hashlib import sha256

MOST = 256


def is_left_out(query_id: str, one_in: int) -> bool:
    """Whether this request is one of those left out, one in `one_in` of all (2 to MOST).

    By its id alone, so that all commands agree, whatever else their files hold.
    """
    return sha256(query_id.encode()).digest()[0] % one_in == 0


def add_left_out_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--left-out",
        type=_one_in,
        metavar="N",
        help="only the one request in N that train_encoder --leave-out N left out",
    )


def _one_in(text: str) -> int:
    if not text.isdecimal() or not 2 <= int(text) <= MOST:
        raise argparse.ArgumentTypeError(f"a whole number from 2 to {MOST}")
    return int(text)
