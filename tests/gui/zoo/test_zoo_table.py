"""The table of networks: what it says, how it sorts and sieves, and that it is quick."""

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from tlstudio.backbone.catalogue import Entry
from tlstudio.gui.zoo.columns import Column
from tlstudio.gui.zoo.line import Line, line_of, title_of
from tlstudio.gui.zoo.order import Wish, ordered, sieved
from tlstudio.gui.zoo.table_model import ZooModel

DOWN = Qt.SortOrder.DescendingOrder


@pytest.fixture
def model(qapp: QApplication, lines: tuple[Line, ...]) -> ZooModel:
    made = ZooModel()
    made.set_lines(lines)
    return made


def titles(model: ZooModel) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_that_the_model_is_a_sound_one(model: ZooModel, lines: tuple[Line, ...]) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.sort(Column.WEIGHTS, DOWN)
    model.let_through(Wish("resnet"))
    model.set_lines(lines[:2])
    assert tester.model().rowCount() == 1


def test_that_a_row_says_what_a_person_chooses_by(model: ZooModel) -> None:
    row = model.row_of("resnet50")
    assert [model.index(row, column).data() for column in range(len(Column))] == [
        "resnet50",
        "torchvision",
        "25.6 M",
        "102 MB",
        "80.9 %",
        "224 × 224",
        "BSD-3-Clause",
        "on disk",
    ]
    assert model.index(model.row_of("resnet18"), Column.STATE).data() == "download 47 MB"
    assert model.index(model.row_of("vit_large"), Column.TOP1).data() == ""


def test_that_what_is_here_stands_first_and_small_before_large(model: ZooModel) -> None:
    assert titles(model) == ["lite0", "Bees", "resnet50", "resnet18", "vit_large"]


def test_that_unknown_numbers_come_last_in_either_order(model: ZooModel) -> None:
    model.sort(Column.TOP1)
    assert titles(model)[:2] == ["resnet18", "resnet50"]
    model.sort(Column.TOP1, DOWN)
    assert titles(model)[:2] == ["resnet50", "resnet18"]
    model.sort(-1)
    assert titles(model)[0] == "lite0"


def test_that_every_word_must_be_found(lines: tuple[Line, ...]) -> None:
    assert [line.name for line in sieved(lines, Wish("BSD res"))] == ["resnet18", "resnet50"]
    assert [line.name for line in sieved(lines, Wish("res", here=True))] == ["resnet50"]
    assert [line.name for line in sieved(lines, Wish(source="timm"))] == ["vit_large"]
    assert sieved(lines, Wish("res vit")) == []


def test_that_strangers_names_are_shown_as_plain_text() -> None:
    assert title_of("/models/Bees\n\u202e & <b>.tlmodel") == "Bees�� & <b>"
    assert title_of("resnet50.a1_in1k") == "resnet50.a1_in1k"


def test_that_the_catalogues_words_are_taken_over() -> None:
    line = line_of(Entry("a", "timm", 5, 20, "download", "MIT", None, "as", 256))
    assert (line.weights, line.size, line.is_here, line.family) == (5, 256, False, "as")
    assert line_of(Entry("a", "b", 5, 20, "embedded", "MIT", None)).size is None


def test_that_1500_networks_are_sorted_and_sieved_at_once(qapp: QApplication, lines: tuple[Line, ...]) -> None:
    many = [Line(f"{line.name}{n}", *list(vars(line).values())[1:]) for n in range(300) for line in lines]
    model = ZooModel()
    waits = []
    for column in range(-1, len(Column)):
        began = time.perf_counter()
        model.set_lines(many)
        model.sort(column, DOWN)
        model.let_through(Wish(f"resnet {'' if column % 2 else 'bsd'}"))
        waits.append(time.perf_counter() - began)
    assert min(waits) < 0.05
    assert len(ordered(many, Column.NAME, descending=False)) == 1500
