"""The form: blank is the studio's choice, nonsense is named."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tlstudio.gui.training.recipe_fields import FIELDS, Choice, Number
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


def test_that_every_setting_of_the_steps_is_filled_in_and_read_back(form: RecipeForm) -> None:
    settings = {
        "schedule": "constant",
        "warm_up": 0.25,
        "weight_decay": 0.1,
        "label_smoothing": 0.1,
        "class_weights": "balanced",
        "averaging": 0.98,
        "early_stopping": 0,
        "mixed_precision": "bfloat16",
    }
    form.show_recipe(Recipe(**settings))
    assert form.settings() == settings
    headings = [button.text() for button in form.findChildren(QToolButton) if "set)" in button.text()]
    assert headings == [
        "Learning rate and schedule (2 set)",
        "Against overfitting (4 set)",
        "Classes of different size (1 set)",
        "Speed and memory (1 set)",
    ]
    assert form.findChild(QLineEdit, "warm_upEdit").text() == "25"


def test_that_blank_fields_say_what_would_be_chosen(form: RecipeForm) -> None:
    def said(key: str) -> str:
        return form.findChild(QLineEdit, f"{key}Edit").placeholderText()

    assert said("epochs") == "chosen by the studio"
    assert (said("warm_up"), said("label_smoothing"), said("validation_percent")) == ("10", "0", "20")
    form.show_chosen(Recipe(optimiser="adamw", epochs=8, batch_size=32, learning_rate=1e-3, early_stopping=5))
    assert said("epochs") == "8, chosen by the studio"
    assert said("learning_rate") == "0.001, chosen by the studio"
    assert said("batch_size") == "32, or fewer to fit the memory"
    assert form.optimiser_note.isHidden()
    form.show_chosen(Recipe(optimiser="lbfgs", epochs=40, batch_size=32, early_stopping=0))
    assert said("epochs") == "40, chosen by the studio"
    assert said("learning_rate") == said("batch_size") == "not needed (L-BFGS)"
    assert not form.optimiser_note.isHidden()


def test_that_each_field_has_a_name_a_sentence_and_a_buddy(form: RecipeForm) -> None:
    fields = [form.findChild(QWidget, f"{field.key}{kind(field)}") for field in FIELDS]
    assert [field.accessibleName() for field in fields] == [field.title for field in FIELDS]
    assert all(field.accessibleDescription().endswith(".") for field in fields)
    buddies = {label.buddy() for label in form.findChildren(QLabel)}
    assert set(fields) <= buddies
    assert all(field.focusPolicy() & Qt.FocusPolicy.TabFocus for field in fields)


def kind(field: Number | Choice) -> str:
    return "Edit" if isinstance(field, Number) else "Box"


def test_that_a_section_is_folded_by_the_keyboard_and_keeps_what_is_set(form: RecipeForm, qtbot: QtBot) -> None:
    form.show()
    (heading,) = [each for each in form.findChildren(QToolButton) if each.text() == "Against overfitting"]
    averaging = form.findChild(QLineEdit, "averagingEdit")
    assert not averaging.isVisible()
    qtbot.keyClick(heading, Qt.Key.Key_Space)
    assert averaging.isVisible()
    averaging.setText("0.9")
    qtbot.keyClick(heading, Qt.Key.Key_Space)
    assert not averaging.isVisible()
    assert (heading.text(), heading.accessibleDescription()) == ("Against overfitting (1 set)", "folded away")
    assert form.settings() == {"averaging": 0.9}
    form.show_recipe(Recipe(label_smoothing=0.1))
    assert averaging.isVisible()


def test_that_a_found_rate_is_filled_in(form: RecipeForm) -> None:
    form.set_learning_rate(0.0021)
    assert form.settings() == {"learning_rate": 0.0021}
