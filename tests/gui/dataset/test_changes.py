"""When marks change, the browser stays where a person was: class, filters, selection, place, large view."""

import msgspec
import pytest

from tlstudio.dataset.sample import Dataset
from tlstudio.gui.dataset.panel import DatasetPanel
from tlstudio.gui.state import AppState


def _relabelled(dataset: Dataset, name: str, label: str) -> Dataset:
    samples = tuple(
        msgspec.structs.replace(each, label=label) if each.path.name == name else each for each in dataset.samples
    )
    return msgspec.structs.replace(dataset, samples=samples)


def _selected(panel: DatasetPanel) -> list[str]:
    return [path.name for path in panel.selected_paths()]


@pytest.fixture
def ants(panel: DatasetPanel) -> DatasetPanel:
    """The browser with the ants on show, and a search for what all names have."""
    panel.class_list.setCurrentIndex(panel.classes.index(1))
    panel.filter_bar.search.setText("00")
    return panel


def test_that_what_is_selected_stays_selected(ants: DatasetPanel, state: AppState, dataset: Dataset) -> None:
    ants.view.setCurrentIndex(ants.view.photos.index(4))
    state.dataset = _relabelled(dataset, "ants001.jpg", "bees")
    assert _selected(ants) == ["ants004.jpg"]
    assert ants.view.currentIndex().row() == 3
    assert ants.filter_bar.text() == "00"
    assert ants.summary.text() == "5 photos · 1 selected"


def test_that_the_next_photo_takes_the_place_of_one_that_left(
    ants: DatasetPanel, state: AppState, dataset: Dataset
) -> None:
    for name, after in (("ants001.jpg", "ants002.jpg"), ("ants002.jpg", "ants003.jpg")):
        if name == "ants001.jpg":
            ants.view.setCurrentIndex(ants.view.photos.index(1))
        dataset = _relabelled(dataset, name, "bees")
        state.dataset = dataset
        assert _selected(ants) == [after]


def test_that_the_large_view_stays_open(ants: DatasetPanel, state: AppState, dataset: Dataset) -> None:
    ants.view.setCurrentIndex(ants.view.photos.index(1))
    ants.look_at_selected()
    state.dataset = _relabelled(dataset, "ants001.jpg", "bees")
    assert ants.large.isVisible()
    assert ants.large.path().name == "ants002.jpg"


def test_that_a_selection_outlives_search_and_order(panel: DatasetPanel, dataset: Dataset) -> None:
    panel.view.setCurrentIndex(panel.view.photos.index(7))
    panel.filter_bar.search.setText("001")
    assert _selected(panel) == ["bees001.jpg"]
    panel.filter_bar.orders.setCurrentIndex(panel.filter_bar.orders.findData("name"))
    panel.filter_bar.search.clear()
    assert _selected(panel) == ["bees001.jpg"]
    panel.filter_bar.search.setText("ants")
    assert _selected(panel) == []


def test_that_a_class_without_photos_is_listed(panel: DatasetPanel, state: AppState, dataset: Dataset) -> None:
    state.dataset = msgspec.structs.replace(dataset, bare=("wasps",))
    titles = [panel.classes.index(row).data() for row in range(panel.classes.rowCount())]
    assert titles == ["All photos", "ants", "bees", "wasps", "Problems"]
