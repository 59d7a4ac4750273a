"""`{% table_rows chart.rows %}`: the body of the table that a chart is drawn from."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.insights.chart import Cell

register = template.Library()


@register.simple_tag
def table_rows(rows: Sequence[Sequence[Cell]]) -> SafeString:
    """Here, since there are two thousand cells on the page and a template's loops are slow."""
    return format_html_join(
        "\n",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (_text(head), format_html_join("", "{}", ((_cell(cell),) for cell in cells)))
            for head, *cells in rows
        ),
    )


def _cell(cell: Cell) -> SafeString:
    if cell.value is None:
        return format_html("<td>{}</td>", _text(cell))
    return format_html('<td data-value="{}">{}</td>', str(cell.value), _text(cell))


def _text(cell: Cell) -> SafeString | str:
    if not cell.address:
        return cell.text
    return format_html('<a href="{}">{}</a>', cell.address, cell.text)
