"""What is said of a judged model and of its photos."""

import msgspec

from tlstudio.evaluation.outcomes import Evaluation
from tlstudio.evaluation.report import report_of
from tlstudio.gui.evaluation.wording import before_text, cell_sentence, class_text, told_of, unbroken


def test_that_a_photo_says_what_it_is_what_it_is_called_and_whether_it_would_be_named(said: Evaluation) -> None:
    wrong = said.outcomes[-1]
    assert told_of(wrong).lines == ("is dog", "✗ cat 55.0 %")
    assert told_of(wrong).sentence == "is dog · called cat 55.0 %"
    turned_away = told_of(msgspec.structs.replace(wrong, neither=True))
    assert turned_away.lines[1] == "✗ cat 55.0 % · neither"
    assert told_of(said.outcomes[0]).lines[1] == "✓ cat 95.0 %"


def test_that_an_empty_cell_and_a_class_say_how_many_there_are(said: Evaluation) -> None:
    right = msgspec.structs.replace(said, outcomes=said.outcomes[:4])
    assert cell_sentence(report_of(right), 0, 1) == "No cat were called dog"
    assert class_text(report_of(said), 0) == "2 cat called something else, 1 others called cat"


def test_that_a_training_in_between_is_told_and_signs_stay_with_their_numbers(said: Evaluation) -> None:
    report = report_of(said)
    assert before_text(None, report) == ""
    better = msgspec.structs.replace(said, outcomes=said.outcomes[:7])
    assert before_text(report, report_of(better)) == "Before the last training it was 7 of 10; now it is 7 of 7."
    assert unbroken("95 % of 3") == "95\u00a0% of 3"
