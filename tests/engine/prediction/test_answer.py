"""“Neither” is a matter of how much is to be kept."""

from tlstudio.prediction.answer import Answer, judged

_FAR = Answer("a.jpg", "ants", 0.9, (("ants", 0.9), ("bees", 0.1)), typicality=0.04)


def test_that_a_picture_less_typical_than_what_is_kept_is_neither() -> None:
    answer = judged(_FAR, 0.95)
    assert (answer.label, answer.neither, answer.confidence) == (None, True, 0.96)
    assert answer.top == _FAR.top


def test_that_keeping_more_gives_it_its_class_again() -> None:
    assert judged(judged(_FAR, 0.95), 0.97) == _FAR
    assert judged(judged(_FAR, 0.5), 1.0) == _FAR


def test_that_a_model_that_remembers_nothing_never_says_neither() -> None:
    unknown = Answer("a.jpg", "ants", 0.9, _FAR.top)
    assert judged(unknown, 0.01) == unknown
