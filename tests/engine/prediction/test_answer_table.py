"""The table of answers: a line for each, in columns that spreadsheets and programs can rely on."""

import csv
import io

from tlstudio.prediction.answer import Answer, NoAnswer
from tlstudio.prediction.answer_table import COLUMNS, answers_csv


def test_that_each_answer_is_a_line_and_what_is_no_photo_has_its_reason() -> None:
    answers = [
        Answer("/p/ä, b.jpg", "ants", 0.123456789, (("ants", 0.123456789),)),
        NoAnswer("/p/page.jpg", "It is a web page."),
        Answer("/p/c.jpg", "=cmd()", 1.0, (("=cmd()", 1.0),)),
        Answer("/p/d.jpg", None, 0.98, (("ants", 0.9),), neither=True, typicality=0.02),
    ]
    lines = list(csv.DictReader(io.StringIO(answers_csv(answers).decode("utf-8"))))
    assert tuple(lines[0]) == COLUMNS
    assert [line["path"] for line in lines] == ["/p/ä, b.jpg", "/p/page.jpg", "/p/c.jpg", "/p/d.jpg"]
    assert [line["label"] for line in lines] == ["ants", "", "'=cmd()", ""]
    assert [line["confidence"] for line in lines] == ["0.123457", "", "1.000000", "0.980000"]
    assert [line["neither"] for line in lines] == ["no", "", "no", "yes"]
    assert [line["typicality"] for line in lines] == ["", "", "", "0.020000"]
    assert [line["error"] for line in lines] == ["", "It is a web page.", "", ""]
