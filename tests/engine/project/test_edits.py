"""Every edit does what it says, is undone exactly, and survives the program."""

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tlstudio.dataset.sample import Dataset
from tlstudio.foundation.errors import UsageError
from tlstudio.project.edits import (
    AsItWas,
    Crop,
    Edit,
    ImportPhotos,
    LabelEach,
    LeaveOut,
    MergeClass,
    MoveToPart,
    NewClass,
    Relabel,
    RenameClass,
    TakeBack,
    Turn,
    sentence_for,
)  # fmt: skip
from tlstudio.project.opening import open_project
from tlstudio.project.project import Project
from tlstudio.training.recipe import Recipe


def _red(photos: Path, count: int = 3) -> tuple[Path, ...]:
    return tuple(photos / "red" / f"red{number:03}.jpg" for number in range(count))


def _every_edit(photos: Path) -> list[Edit]:
    return [
        Relabel(_red(photos), "green"),
        Relabel(_red(photos, 5), "blue"),
        LabelEach(((_red(photos, 1)[0], "green"), (photos / "green" / "green001.jpg", "pink"))),
        NewClass("violet"),
        RenameClass("red", "crimson"),
        MergeClass("blue", "green"),
        MoveToPart(_red(photos), "test"),
        MoveToPart(_red(photos, 1), None),
        LeaveOut(_red(photos, 6)),
        TakeBack(_red(photos, 2)),
        Crop(_red(photos)[1], (0.125, 0.25, 0.5, 1.0)),
        Turn(_red(photos, 3), 90),
        Turn(_red(photos, 2), 180),
        Crop(_red(photos)[0], (0.1, 0.0, 0.9, 1 / 3)),
        Crop(_red(photos)[0], None),
        AsItWas(_red(photos, 3)),
    ]


def _everything(project: Project) -> tuple[object, ...]:
    return project.dataset(), project.classes(), project.recipe()


def test_that_every_edit_is_undone_and_redone_exactly_also_after_a_restart(project: Project, photos: Path) -> None:
    seen = [_everything(project)]
    for edit in _every_edit(photos):
        project.apply(edit)
        seen.append(_everything(project))
    assert all(before != after for before, after in itertools.pairwise(seen))
    project.close()
    with open_project(project.path) as again:
        for expected in reversed(seen[:-1]):
            assert again.undo()
            assert _everything(again) == expected
        assert again.undo() is None
    with open_project(project.path) as again:
        assert [step.done for step in again.history()] == [False] * len(_every_edit(photos))
        for expected in seen[1:]:
            assert again.redo()
            assert _everything(again) == expected
        assert again.redo() is None


def test_that_each_edit_changes_what_it_says(project: Project, photos: Path) -> None:
    project.apply(Relabel(_red(photos), "green"))
    assert project.classes() == {"green": 13, "red": 7}
    project.apply(NewClass("blue"))
    assert project.classes()["blue"] == 0
    project.apply(RenameClass("green", "grass"))
    project.apply(MergeClass("red", "grass"))
    assert project.classes() == {"blue": 0, "grass": 20}
    project.apply(MoveToPart(_red(photos, 2), "test"))
    assert [sample.path for sample in project.dataset().part("test")] == [*_red(photos, 2)]
    project.apply(LeaveOut(_red(photos, 1)))
    assert project.classes()["grass"] == 19
    assert project.history()[0].words == "label 3 photos “green”"


def test_that_a_new_edit_drops_what_was_undone_but_a_run_still_knows_it(project: Project, photos: Path) -> None:
    project.apply(Relabel(_red(photos, 4), "green"))
    run, used = project.begin_run(project.recipe()), project.dataset()
    project.undo()
    project.apply(Relabel(_red(photos, 1), "blue"))
    project.keep_recipe(Recipe(seed=5))
    assert project.redo() is None
    assert [step.words for step in project.history()] == ["label 1 photo “blue”"]
    assert project.dataset() != used
    assert project.dataset(project.runs()[run - 1].revision) == used


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (Relabel((Path("/nowhere/a.jpg"),), "green"), "/nowhere/a.jpg is not part of this project"),
        (LeaveOut(()), "No photo is chosen"),
        (LabelEach(()), "No photo is chosen"),
        (NewClass("red"), "There is a class “red” already"),
        (NewClass(" blue"), "cannot be the name of a class"),
        (NewClass("a\nb"), "cannot be the name of a class"),
        (RenameClass("blue", "violet"), "There is no class “blue”"),
        (RenameClass("red", "green"), "There is a class “green” already"),
        (MergeClass("red", "blue"), "There is no class “blue”"),
        (MergeClass("red", "red"), "cannot be merged into itself"),
    ],
)
def test_that_an_edit_that_makes_no_sense_changes_nothing(project: Project, edit: Edit, words: str) -> None:
    before = (_everything(project), project.revision())
    with pytest.raises(UsageError, match=words):
        project.apply(edit)
    assert (_everything(project), project.revision()) == before


def test_that_the_recipe_keeps_the_projects_own_photos(project: Project, photos: Path) -> None:
    project.keep_recipe(Recipe(photos="/elsewhere", out="/there.tlmodel", seed=3))
    assert project.recipe() == msgspec.structs.replace(Recipe(seed=3), photos=str(photos))
    with pytest.raises(UsageError, match="validation_fraction"):
        project.keep_recipe(Recipe(validation_fraction=1.5))


def test_that_a_recipe_is_kept_without_being_a_step_to_undo(project: Project, photos: Path) -> None:
    project.apply(Relabel(_red(photos), "green"))
    project.undo()
    project.keep_recipe(Recipe(seed=4))
    changed = project.revision()
    project.keep_recipe(Recipe(seed=4))
    assert project.revision() == changed
    assert project.redo() is not None
    assert project.recipe().seed == 4


def test_that_what_the_window_remembers_is_no_edit(project: Project) -> None:
    before = project.revision()
    project.set_state("browser", {"zoom": 2, "filter": "é"})
    project.set_state("browser", {"zoom": 3})
    assert project.state("browser") == {"zoom": 3}
    assert project.state("unheard of") is None
    assert project.revision() == before


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (Relabel((Path("a"), Path("b")), "green"), "2 photos labelled “green”"),
        (LabelEach(((Path("a"), "red"), (Path("b"), "green"))), "2 photos labelled"),
        (ImportPhotos(Path("new"), ()), "0 photos imported"),
        (NewClass("violet"), "New class “violet”"),
        (RenameClass("red", "crimson"), "“red” renamed to “crimson”"),
        (MergeClass("blue", "green"), "“blue” merged into “green”"),
        (MoveToPart((Path("a"),), None), "1 photo moved back to their own part"),
        (LeaveOut((Path("a"),)), "1 photo left out"),
        (TakeBack(tuple(map(Path, "abc"))), "3 photos taken back"),
    ],
)
def test_that_what_was_done_is_said_in_a_few_words(edit: Edit, sentence: str) -> None:
    assert sentence_for(edit) == sentence


def test_that_a_class_whose_photos_all_went_elsewhere_stays_until_its_folder_goes(
    project: Project, photos: Path, search: Callable[[Project], Dataset]
) -> None:
    project.apply(Relabel(_red(photos, 10), "green"))
    assert project.classes() == {"green": 20, "red": 0}
    assert project.dataset().bare == ("red",)
    assert project.dataset().classes == ("green",)
    shutil.rmtree(photos / "red")
    assert search(project).bare == ()
