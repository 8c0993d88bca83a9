"""Answers as a table for spreadsheets: the same columns in the terminal and in the window."""

from collections.abc import Iterable

from tlstudio.foundation.tables import csv_text
from tlstudio.prediction.answer import Answer, NoAnswer

COLUMNS = ("path", "label", "confidence", "neither", "typicality", "error")


def answers_csv(answers: Iterable[Answer | NoAnswer]) -> bytes:
    """A line for each answer, in UTF-8; what is no photo has an error instead of a label."""
    return csv_text(COLUMNS, map(_cells, answers)).encode("utf-8")


def _cells(answer: Answer | NoAnswer) -> tuple[str | None, ...]:
    if isinstance(answer, NoAnswer):
        return answer.path, None, None, None, None, answer.error
    neither = "yes" if answer.neither else "no"
    return answer.path, answer.label, _digits(answer.confidence), neither, _digits(answer.typicality), None


def _digits(value: float | None) -> str | None:
    return None if value is None else f"{value:.6f}"
