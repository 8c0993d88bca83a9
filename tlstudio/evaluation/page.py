"""The report of an evaluation as one HTML page that needs nothing else, for reading, sending and printing."""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath

import msgspec

from tlstudio.evaluation.conclusion import (
    calibration_text,
    conclusion,
    interval_text,
    neither_text,
    percent,
    share_text,
    sure_text,
    unseen_text,
)
from tlstudio.evaluation.confusions import MOST_IN_A_MATRIX, confusions
from tlstudio.evaluation.figures import calibration_figure, interval_bar, threshold_figure
from tlstudio.evaluation.markup import Markup, element, joined
from tlstudio.evaluation.report import Mistake, Report

MOST_MISTAKES = 50
_STYLE = Markup(  # of what Qt can print, too: points, and room in cells by their table's own attribute
    ":root{color-scheme:light dark}"
    "body{font:11pt system-ui,sans-serif;max-width:60em;margin:2em auto;padding:1em}"
    "p{line-height:140%}h1{font-size:18pt}h2{font-size:14pt;margin-top:20pt}.lead{font-size:13pt}table{border-collapse:collapse}"
    "th,td{font-size:10pt;text-align:left;white-space:nowrap;border-bottom:1px solid rgba(128,128,128,40%)}"
    ".said td{text-align:center}.plots td{border-bottom:none}.quiet{opacity:.75}"
    "@media print{:root{color-scheme:light}h2,tr{break-inside:avoid}}"
)


class About(msgspec.Struct, frozen=True):
    """What stands at the head of a page: the model, the photos it was judged on, when, and what is to be noted."""

    model: str
    photos: str
    when: str
    notes: tuple[str, ...] = ()


def report_page(
    report: Report,
    about: About,
    pictures: Mapping[int, bytes] | None = None,
    figure: Callable[[Markup], Markup] = lambda drawing: drawing,
) -> str:
    """The whole page. `pictures` are small JPEGs of mistakes, by their places in the report; without, it has none.

    `figure` puts a drawing (SVG) into the page, for readers that want it otherwise than within the text.
    """
    title = f"Evaluation of {about.model}"
    head = element("head", element("meta", charset="utf-8"), element("title", title), element("style", _STYLE))
    body = (
        element("h1", title),
        element("p", f"On {about.photos}, {about.when}", class_="quiet"),
        element("p", conclusion(report), class_="lead"),
        *(element("p", note) for note in (unseen_text(report), neither_text(report), *about.notes) if note),
        *_confused(report),
        *_classes(report, figure),
        *_confidence(report, figure),
        *_mistakes(report, pictures or {}),
    )
    return f"<!DOCTYPE html>\n{element('html', head, element('body', *body), lang='en')}\n"


def _confused(report: Report) -> Sequence[Markup]:
    title = element("h2", "What was called what")
    if len(report.classes) <= MOST_IN_A_MATRIX:
        return title, _matrix(report)
    found = confusions(report)
    rows = ((each.true, each.said, f"{each.photos:,}", percent(each.share)) for each in found[:MOST_MISTAKES])
    return title, _table(("Of the class", "called", "Photos", "Share of the class"), rows)


def _matrix(report: Report) -> Markup:
    rows = [
        element("tr", element("th", label, scope="row"), *(_cell(row, row_of, of) for of, _ in enumerate(row)))
        for row_of, (label, row) in enumerate(zip(report.classes, report.confusion, strict=True))
    ]
    head = element("tr", element("th", "is ↓ · called →"), *(element("th", label) for label in report.classes))
    return element("table", head, *rows, class_="said", cellpadding=5)


def _cell(row: Sequence[int], true: int, said: int) -> Markup:
    """A count and its share of the class; the more photos, the stronger the ground, mistakes in another colour."""
    count, photos = row[said], sum(row)
    share = count / photos if photos else 0.0
    colour = "128,128,128" if true == said else "209,101,10"
    strength = share if true == said else share**0.5  # few mistakes are to be seen, too
    ground = f"background:rgba({colour},{round(45 * strength)}%)" if count else ""
    text = f"{count:,} · {percent(share)}" if count else "0"
    return element("td", element("b", text) if true == said else text, style=ground)


def _classes(report: Report, figure: Callable[[Markup], Markup]) -> Sequence[Markup]:
    columns = ("Class", "Photos", "Recall", "", "Precision", "", "F1")
    rows = [
        (
            label,
            f"{each.photos:,}",
            f"{percent(each.recall)} ({interval_text(each.recall_interval)})",
            figure(interval_bar(each.recall, each.recall_interval)),
            f"{percent(each.precision)} ({interval_text(each.precision_interval)})",
            figure(interval_bar(each.precision, each.precision_interval)),
            f"{percent(each.f1)} ({interval_text(each.f1_interval)})",
        )
        for label, each in report.per_class.items()
    ]
    meaning = (
        "Recall: of the photos of the class, how many are called so. Precision: of the photos that are called so, how "
        "many are of the class. F1 is both in one. In brackets the 95 % interval."
    )
    return element("h2", "Class by class"), _table(columns, rows), element("p", meaning, class_="quiet")


def _confidence(report: Report, figure: Callable[[Markup], Markup]) -> Sequence[Markup]:
    rows = [
        (
            f"{sure_text(each.confidence)} %",
            f"{each.answered:,} · {percent(each.share)}",
            "–" if each.accuracy is None else f"{percent(each.accuracy)} ({interval_text(each.interval)})",
        )
        for each in report.thresholds
    ]
    top2 = f"Right with the first or the second guess: {share_text(report.top2)}." if report.top2 else ""
    plots = (figure(calibration_figure(report.calibration)), figure(threshold_figure(report.thresholds)))
    return (
        element("h2", "How sure, and how right"),
        *(element("p", text) for text in (calibration_text(report), top2) if text),
        element("table", element("tr", *(element("td", plot) for plot in plots)), class_="plots"),
        _table(("Confidence of at least", "Answered", "Of these right"), rows),
    )


def _mistakes(report: Report, pictures: Mapping[int, bytes]) -> Sequence[Markup]:
    title = element("h2", f"Mistakes: {len(report.mistakes):,}")
    if not report.mistakes:
        return title, element("p", "Every photo is named rightly.")
    first = report.mistakes[:MOST_MISTAKES]
    columns = (*([""] if pictures else []), "Photo", "is", "called", "Confidence")
    rows = [
        (*([_picture(pictures.get(number))] if pictures else []), *_mistake_cells(each))
        for number, each in enumerate(first)
    ]
    more = len(report.mistakes) - len(first)
    rest = [element("p", f"And {more:,} more, of which the model was less sure.")] if more else []
    return title, element("p", "The surest ones first.", class_="quiet"), _table(columns, rows), *rest


def _mistake_cells(each: Mistake) -> tuple[str, ...]:
    """Of the path only its end: who is sent a page need not know where its sender keeps photos."""
    return "/".join(PurePath(each.path).parts[-2:]), each.label, each.said, percent(each.confidence)


def _picture(jpeg: bytes | None) -> Markup:
    if jpeg is None:
        return joined()
    return element("img", src=f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}", alt="")


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    head = element("tr", *(element("th", column) for column in columns))
    return element(
        "table", head, *(element("tr", *(element("td", cell) for cell in row)) for row in rows), cellpadding=5
    )
