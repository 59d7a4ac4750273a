"""Fifty films that never were, and requests for them, as files."""

import csv
import json
from pathlib import Path

HEROES = ["shark", "nun", "robot", "wizard", "dentist", "pilot", "clown", "queen", "ghost", "spy"]
PLACES = ["Paris", "a lighthouse", "the Moon", "a submarine", "Texas"]
DEEDS = ["falls in love", "robs a bank", "hunts a killer", "loses his memory", "buys a farm"]

FEW = [
    *("--layers", 1, "--width", 32, "--heads", 2, "--vocabulary", 700, "--threads", 1),
    *("--batch-size", 16, "--validation-films", 50, "--learning-rate", 0.005, "--average", 0.9),
]
"""Options of a model and a training so small that a step takes milliseconds."""


def write_films(folder: Path) -> tuple[Path, Path, Path]:
    """Paths of a catalogue in the Netflix schema, of requests to learn from, and of others."""
    folder.mkdir(parents=True, exist_ok=True)
    plots, learnt, held_out = (
        folder / name for name in ("plots.csv", "learn.jsonl", "check.jsonl")
    )
    with plots.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["show_id", "type", "title", "release_year", "listed_in", "description"])
        for number in range(50):
            writer.writerow([f"s{number}", "Movie", title(number), 1990, "Dramas", plot(number)])
    write_requests(learnt, range(0, 50, 2))
    write_requests(held_out, range(1, 50, 2))
    return plots, learnt, held_out


def title(number: int) -> str:
    return f"Film number {number}"


def plot(number: int) -> str:
    hero, place, deed = parts(number)
    return f"A {hero} in {place} {deed}. Then the {hero} goes home. Nobody in {place} believes it."


def parts(number: int) -> tuple[str, str, str]:
    return HEROES[number % 10], PLACES[number // 10], DEEDS[(number // 2) % 5]


def write_requests(path: Path, numbers: range) -> None:
    lines = []
    for number in numbers:
        hero, place, deed = parts(number)
        lines.append(
            {
                "query_id": f"q{number}",
                "show_id": f"s{number}",
                "title": title(number),
                "short_query": f"{hero} {deed}",
                "long_query": f"I saw this long ago. There was a {hero} in {place}. He {deed}.",
            }
        )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def arguments(folder: Path, out: Path) -> list[object]:
    """Of a training on all the files."""
    return [*data_arguments(folder, out), *FEW]


def data_arguments(folder: Path, out: Path) -> list[object]:
    """The files alone."""
    plots, learnt, held_out = write_films(folder)
    return [out, "--plots", plots, "--requests", learnt, "--validation", held_out]
