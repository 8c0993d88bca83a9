"""The words on the plots: a legend that hides no curve, short words beside none another, figures in sentences."""

from epochs import made_epoch, made_epochs
from pytestqt.qtbot import QtBot

from tlstudio.gui.training.curves import Curves
from tlstudio.gui.training.plot_runs import RunValues
from tlstudio.gui.training.plot_strip import Word, placed
from tlstudio.gui.training.plot_words import at_epoch, described


def test_that_the_loss_says_what_its_numbers_mean(qtbot: QtBot) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.build_plots()
    assert curves.loss is not None
    assert curves.loss.toolTip().startswith("Cross-entropy loss: 0 is certain and right")


def test_that_words_over_a_plot_stand_beside_each_other_and_the_first_has_the_choice() -> None:
    words = [Word(100, "v kept", "v", "best"), Word(110, "+ blocks.6", "+", "thaw"), Word(20, "+ stem", "+", "thaw")]
    found = [(begin, text) for begin, text, _ in placed(words, 0, 160, lambda text: 10.0 * len(text))]
    assert found == [(95, "v kept"), (15, "+ stem")]
    wider = [(begin, text) for begin, text, _ in placed(words, 0, 400, lambda text: 5.0 * len(text))]
    assert wider == [(97.5, "v kept"), (17.5, "+ stem")]
    found = [
        text
        for _, text, _ in placed([words[0], Word(140, "+ blocks.6", "+", "thaw")], 0, 160, lambda text: 5.0 * len(text))
    ]
    assert found == ["v kept", "+"]


def test_that_a_screen_reader_is_told_the_last_epoch_and_the_best_one() -> None:
    run = RunValues("this run", (), [made_epoch(1), made_epoch(2, validation_loss=2.0)])
    words = described(run, [], kept=False)
    assert words.startswith("Epoch 2 of 5: loss 0.500 in training and 2.000 in validation; accuracy 60.0 %")
    assert words.endswith("Best so far: epoch 1, validation loss 1.500.")
    assert described(run, [], kept=True).endswith("Kept: epoch 1, validation loss 1.500.")


def test_that_one_line_says_all_that_is_known_of_an_epoch() -> None:
    fields = {"learning_rate": 0.01, "lowest_rate": 0.001, "seconds": 8.2, "memory": 612_000_000}
    run = RunValues("this run", ("ants", "bees"), made_epochs(2, class_accuracy=[0.5, None], **fields))
    other = RunValues("Run\u202e 1", (), made_epochs(3))
    assert at_epoch(2, run, [other], [0, 1]) == (
        "Epoch 2 · training loss 0.500, 75.0 % · validation loss 0.750, 70.0 % · rate 0.001–0.01 · 8.2 s"
        " · 612 MB · ants 50 % · bees – · Run\ufffd 1: 0.750, 63.3 %"
    )
    assert at_epoch(3, run, [other]) == "Epoch 3 · Run\ufffd 1: 0.500, 70.0 %"
