"""The form: blank is the studio's choice, nonsense is named."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from tlstudio.gui.training.recipe_form import RecipeForm
from tlstudio.training.recipe import Recipe


@pytest.fixture
def form(qtbot: QtBot) -> RecipeForm:
    shown = RecipeForm()
    qtbot.addWidget(shown)
    return shown


def write(form: RecipeForm, key: str, text: str) -> None:
    form.findChild(QLineEdit, f"{key}Edit").setText(text)


def test_that_a_blank_form_leaves_everything_to_the_studio(form: RecipeForm) -> None:
    assert form.settings() == {}
    assert form.problem() is None


def test_that_numbers_arrive_under_the_recipes_own_names(form: RecipeForm) -> None:
    for key, text in (("epochs", "12"), ("learning_rate", "0,003"), ("seed", "7"), ("validation_percent", "30")):
        write(form, key, text)
    assert form.settings() == {"epochs": 12, "learning_rate": 0.003, "seed": 7, "validation_fraction": 0.3}


@pytest.mark.parametrize(("key", "text"), [("epochs", "0"), ("epochs", "2.5"), ("learning_rate", "nan"), ("seed", "x")])
def test_that_nonsense_is_named_and_not_used(form: RecipeForm, key: str, text: str) -> None:
    write(form, key, text)
    assert "must be a" in (form.problem() or "")
    assert form.settings() == {}


def test_that_the_validation_share_is_not_asked_where_the_folder_brings_its_own(form: RecipeForm) -> None:
    write(form, "validation_percent", "30")
    form.set_validation_given(True)
    assert form.settings() == {}
    assert not form.findChild(QLineEdit, "validation_percentEdit").isEnabled()


def test_that_views_and_exactness_reach_the_recipe(form: RecipeForm, qtbot: QtBot) -> None:
    write(form, "views", "4")
    exact = form.findChild(QCheckBox, "exactBox")
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(exact, Qt.Key.Key_Space)
    assert form.settings() == {"views": 4, "precision": "exact"}
    assert "last digits" in exact.accessibleDescription()
    write(form, "views", "17")
    assert "Augmented views kept must be a whole number from 0 to 16" in (form.problem() or "")


def test_that_a_recipe_is_filled_in_and_read_back_the_same(form: RecipeForm, qtbot: QtBot) -> None:
    settings = {"epochs": 12, "learning_rate": 3e-05, "batch_size": 8, "seed": 7, "validation_fraction": 0.333}
    with qtbot.waitSignal(form.changed):
        form.show_recipe(Recipe(**settings, views=4, precision="exact"))
    assert form.settings() == {**settings, "views": 4, "precision": "exact"}
    assert form.findChild(QLineEdit, "validation_percentEdit").text() == "33.3"
    form.show_recipe(Recipe())
    assert form.settings() == {}


def test_that_the_chosen_augmentation_is_explained_and_reaches_the_recipe(form: RecipeForm, qtbot: QtBot) -> None:
    box = form.augmentation.box
    assert "frozen" in box.accessibleDescription()
    with qtbot.waitSignal(form.changed):
        qtbot.keyClicks(box, "strong")
    assert form.settings() == {"augmentation": "strong"}
    assert "hidden" in box.accessibleDescription()
    form.show_recipe(Recipe(augmentation="gentle"))
    assert form.settings() == {"augmentation": "gentle"}
    form.show_recipe(Recipe())
    assert form.settings() == {}


def test_that_the_wheel_does_not_change_the_augmentation_on_its_way(form: RecipeForm) -> None:
    box = form.augmentation.box
    place, none = QPointF(5, 5), Qt.MouseButton.NoButton
    turn = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, -120),
        none,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert box.value() is None
    assert not turn.isAccepted()


def test_that_kept_views_without_augmentation_are_named_and_not_used(form: RecipeForm) -> None:
    write(form, "views", "3")
    form.augmentation.box.choose("none")
    assert form.settings() == {"augmentation": "none"}
    assert "leave one of the two out" in (form.problem() or "")
    form.augmentation.box.choose("gentle")
    assert form.problem() is None
    assert form.settings() == {"augmentation": "gentle", "views": 3}
