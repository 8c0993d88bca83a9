"""The words on the plots: a legend that hides no curve, and short ones beside the lines."""

import pytest
from pytestqt.qtbot import QtBot

from tlstudio.gui.training.curves import Curves


@pytest.mark.parametrize("name", ["loss", "accuracy"])
def test_that_the_legend_stands_over_the_curves(qtbot: QtBot, name: str) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.build_plots()
    item = getattr(curves, name).getPlotItem()
    assert item.legend is None
    words = item.titleLabel.text
    assert "training" in words
    assert "validation" in words
    assert item.titleLabel.isVisibleTo(item)


def test_that_the_loss_says_what_its_numbers_mean(qtbot: QtBot) -> None:
    curves = Curves()
    qtbot.addWidget(curves)
    curves.build_plots()
    assert curves.loss is not None
    assert curves.loss.toolTip().startswith("Cross-entropy loss: 0 is certain and right")
