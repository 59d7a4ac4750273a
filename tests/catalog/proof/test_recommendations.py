"""What /proof/ says of recommendations: seeds, deviations, epochs, and what is no proof."""

import html
from typing import Any

import pytest
from django.test import Client

from catalog.insights.chart import Chart
from catalog.measurements import store_measurement
from catalog.models import Measurement
from catalog.proof.recommendations import WEIGHED_ON, recommendations_section
from catalog.proof.sections import Section

SECTIONS = ("rating", "ranking", "favourites")
TOPS = (1, 5, 10, 50, 100)


def report(*, seeds: list[int], deviation: float = 0.0, **models: str) -> dict[str, Any]:
    """Of one model in each section; the first seed is better than the mean by a hundredth."""
    model = models.get("model", "served")
    names = {"rating": ("rmse", "mae"), "ranking": ("hr@10", "recall@100", "ndcg@10")}
    figures = {name: names.get(name, ("recall@10", "recall@100")) for name in SECTIONS}

    def each(value: float) -> dict[str, Any]:
        return {name: {model: dict.fromkeys(own, value)} for name, own in figures.items()}

    return {
        "kind": "recommendations",
        "command": "manage.py evaluate_recommenders generated",
        "data_file": "generated",
        "data_sha256": "0a" * 32,
        "split": "",
        "encoder": "",
        "catalogue": {"people": 3, "titles": 4, "ratings": 5},
        "commit": "",
        "measured_at": "2026-11-21T18:00:00+00:00",
        "seeds": seeds,
        "deviation": each(deviation),
        "first seed": each(0.49),
        **each(0.5),
    }


def section_of(report: dict[str, Any], **columns: str) -> Section:
    about = {"kind", "command", "split", "encoder", "catalogue", "commit", "measured_at"}
    figures = {name: value for name, value in report.items() if name not in about}
    return recommendations_section(Measurement(figures=figures, **columns), key="one")


def table(section: Section, key: str) -> Chart:
    (found,) = [chart for chart in section.charts if chart.key == key]
    return found


def test_of_several_seeds_each_cell_has_mean_deviation_and_the_first_seed():
    section = section_of(report(seeds=[42, 43], deviation=0.0123))
    cells = [cell.text for cell in table(section, "one-0").rows[0]]
    assert cells == ["This site", "0.500 ± 0.012 (0.490)", "0.500 ± 0.012 (0.490)"]
    assert table(section, "one-2").rows[0][1].text == "50.0 ± 1.2 (49.0)"
    assert table(section, "one-2").rows[0][1].value == 50.0
    assert section.seeds == [42, 43]
    assert "± the standard deviation between seeds; in brackets seed 42 alone" in section.note


def test_of_one_seed_no_cell_has_a_deviation():
    section = section_of(report(seeds=[42]))
    texts = [cell.text for chart in section.charts for row in chart.rows for cell in row]
    assert "0.500" in texts
    assert not any("±" in text for text in [*texts, section.note])
    assert section.seeds == [42]


def test_what_is_the_same_for_every_seed_stands_alone():
    section = section_of(report(seeds=[42, 43]))
    assert table(section, "one-0").rows[0][1].text == "0.500"
    assert "the same for every seed" in section.note


def test_every_epoch_has_training_and_held_out_side_by_side():
    epochs = [
        {
            f"{name} {part}": 0.001 * number + (0.5 if part == "training" else 0.0)
            for number, name in enumerate(["rmse", *(f"top {top}" for top in TOPS)])
            for part in ("training", "held out")
        }
    ] * 2
    section = section_of({**report(seeds=[42]), "neural curves": epochs})
    errors, tops = table(section, "one-epochs"), table(section, "one-epochs-tops")
    assert [cell.text for cell in errors.rows[1]] == ["2", "0.500", "0.000"]
    assert len(tops.columns) == len(tops.rows[0]) == 1 + 2 * len(TOPS)
    for number, top in enumerate(TOPS, 1):
        place = tops.columns.index(f"First {top}, training")
        assert tops.columns[place + 1] == f"First {top}, held out"
        assert tops.rows[0][place].value == pytest.approx(50 + 0.1 * number)
        assert tops.rows[0][place + 1].value == pytest.approx(0.1 * number)
    assert "Seed 42." in errors.sentence


def test_figures_that_a_weight_was_chosen_on_are_called_no_proof():
    weighed = section_of(report(seeds=[42], model="blended"), data_sha256=WEIGHED_ON)
    assert any("no proof" in weakness for weakness in weighed.weaknesses)
    for model, digest in (("blended", "0a" * 32), ("served", WEIGHED_ON)):
        other = section_of(report(seeds=[42], model=model), data_sha256=digest)
        assert not any("no proof" in weakness for weakness in other.weaknesses)


@pytest.mark.django_db
def test_the_page_names_the_seeds_and_claims_nothing_that_is_not_so(client: Client):
    store_measurement(report(seeds=[42, 43], deviation=0.01), kind=Measurement.Kind.RECOMMENDATIONS)
    page = html.unescape(client.get("/proof/").content.decode())
    assert "<dt>Seeds</dt><dd>42, 43</dd>" in page
    assert "± the standard deviation between seeds" in page
    assert "seed 42 asks for no rating that they were chosen on, other seeds ask for some" in page
    assert "no figure is from ratings" not in page
    assert "<dt>Seed</dt><dd>42</dd>" in page, "of similar titles, as they are shipped"
