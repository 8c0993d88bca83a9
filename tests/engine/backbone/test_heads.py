"""The head's design on the tree alone: its weights, the rows that are left in front of it, and refusals in words."""

import msgspec
import pytest

from tlstudio.backbone.freezing import border, checked_map, freeze_map
from tlstudio.backbone.heads import checked_cut, cut_behind, described_head, head_parts, places_to_cut, with_classes
from tlstudio.backbone.heads import with_head as headed
from tlstudio.backbone.tree import HeadDesign, LayerTree
from tlstudio.foundation.errors import StudioError, UsageError


@pytest.fixture
def tree(small_tree: LayerTree) -> LayerTree:
    return with_classes(small_tree, 3)


def paths(tree: LayerTree) -> list[str]:
    return [row.path for row in tree.rows]


def test_that_hidden_layers_are_counted_with_their_biases(tree: LayerTree) -> None:
    head = headed(tree, HeadDesign((5, 7), 0.5)).rows[-1]
    assert head.parameters == (8 + 1) * 5 + (5 + 1) * 7 + (7 + 1) * 3
    assert (head.type, head.output) == ("Sequential", (3,))
    assert headed(tree, HeadDesign()).rows[-1].parameters == tree.rows[-1].parameters == (8 + 1) * 3


def test_that_other_classes_keep_hidden_layers(tree: LayerTree) -> None:
    more = with_classes(headed(tree, HeadDesign((5,))), 10)
    assert more.rows[-1].parameters == (8 + 1) * 5 + (5 + 1) * 10
    assert more.rows[-1].output == (10,)


def test_that_rows_behind_a_cut_are_gone_and_groups_count_what_is_left(tree: LayerTree) -> None:
    cut = headed(tree, HeadDesign(cut="blocks.1"))
    assert paths(cut) == [*paths(tree)[:7], "head"]
    blocks = cut.rows[1]
    assert (blocks.parameters, blocks.children) == (20 + 30 + 40, 2)
    assert cut.rows[-1].parameters == (8 + 1) * 3
    assert [one.after for one in cut.cuts] == ["stem", "blocks.0.conv", "blocks.1.conv", *["blocks.1.conv2"] * 2]
    assert (cut.cuts[-1].is_means, cut.cuts[-1].output, cut.cuts[-1].point) == (True, (8,), "blocks.1.conv2")
    assert cut.title == "small cut behind blocks.1"


def test_that_a_group_can_be_cut_in_its_middle(tree: LayerTree) -> None:
    cut = headed(tree, HeadDesign(cut="blocks.1.conv"))
    assert paths(cut)[-3:] == ["blocks.1", "blocks.1.conv", "head"]
    assert (cut.rows[4].parameters, cut.rows[4].children) == (30, 1)


def test_that_channels_last_are_told_from_channels_first(tree: LayerTree) -> None:
    shapes = {"stem": (4, 4, 6), "blocks.0.conv": (9, 12), "blocks.1.conv": (6, 4, 4)}
    cuts = tuple(msgspec.structs.replace(cut, output=shapes.get(cut.node, cut.output)) for cut in tree.cuts)
    other = msgspec.structs.replace(tree, cuts=cuts)
    widths = {path: headed(other, HeadDesign(cut=path)).features for path in shapes}
    assert widths == {"stem": 6, "blocks.0.conv": 12, "blocks.1.conv": 6}


def test_that_freezing_and_the_border_go_on_in_front_of_the_cut(tree: LayerTree) -> None:
    cut = headed(tree, HeadDesign(cut="blocks.0"))
    frozen = freeze_map(cut, "features")
    assert frozen == ("blocks.0.conv", "stem")
    assert border(cut, frozen) == cut.cuts[-1]
    with pytest.raises(UsageError, match=r"small cut behind blocks\.0 has no such layer"):
        checked_map(cut, ["blocks.1.conv"])


def test_that_a_cut_tree_is_cut_further_in_front_only(tree: LayerTree) -> None:
    cut = headed(tree, HeadDesign(cut="blocks.1"))
    assert headed(cut, HeadDesign((4,))).head == HeadDesign((4,), cut="blocks.1")
    assert headed(cut, HeadDesign(cut="blocks.0")).rows[:-1] == headed(tree, HeadDesign(cut="blocks.0")).rows[:-1]
    assert headed(cut, HeadDesign(cut="blocks.1")).cuts == cut.cuts
    with pytest.raises(UsageError, match=r"ends behind blocks\.1 already"):
        headed(cut, HeadDesign(cut="blocks.10"))


def test_that_places_are_named_by_the_largest_row_that_ends_there(tree: LayerTree) -> None:
    places = places_to_cut(tree)
    assert list(places) == ["stem", "blocks.0", "blocks.1.conv", "blocks.1", "blocks"]
    assert all(cut_behind(tree, path) == cut for path, cut in places.items())


def test_that_a_row_without_weights_stands_for_what_is_in_front_of_it(tree: LayerTree) -> None:
    assert cut_behind(tree, "pool") == tree.cuts[-1]
    assert cut_behind(tree, "head") is None


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("blocks.11", r"^small cannot be cut behind blocks\.11: it has no such layer\. Near it: .*blocks\.1\b"),
        ("zzz", r"it has no such layer\. List the names with the command layers\.$"),
        ("head", r"^The head is what comes behind the cut: name a layer in front of it\.$"),
        ("evil\x1b[2J\n", r"behind evil.{1,12}: it has no such layer"),
    ],
)
def test_that_a_cut_that_cannot_be_is_refused_in_words(tree: LayerTree, path: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        checked_cut(tree, path)
    assert "\n" not in str(refused.value)
    assert "\x1b" not in str(refused.value)


def test_that_a_place_with_several_tensors_names_its_neighbours(tree: LayerTree) -> None:
    fewer = msgspec.structs.replace(tree, cuts=(tree.cuts[0], tree.cuts[3]))
    with pytest.raises(UsageError, match=r"cut behind blocks\.0: .* Cut it behind stem or behind blocks\.1\.$"):
        checked_cut(fewer, "blocks.0")


def test_that_a_network_that_cannot_be_followed_is_not_cut(tree: LayerTree) -> None:
    closed = msgspec.structs.replace(tree, note="Nobody can look inside.")
    assert places_to_cut(closed) == {}
    with pytest.raises(UsageError, match="small cannot be cut, as its inside cannot be followed"):
        checked_cut(closed, "stem")


@pytest.mark.parametrize(
    "head",
    [
        {"hidden": "many"},
        {"hidden": [0]},
        {"hidden": [1] * 9},
        {"hidden": [20_000]},
        {"hidden": [[]]},
        {"dropout": 1.0},
        {"dropout": float("nan")},
        {"dropout": -0.1},
        {"cut": 3},
    ],
)
def test_that_a_hostile_description_of_a_head_is_one_sentence(head: dict[str, object]) -> None:
    with pytest.raises(StudioError, match=r"^x\.tlmodel cannot be opened: it does not say what its head is made of\.$"):
        described_head(head, "x.tlmodel")


def test_that_a_head_that_says_no_more_than_older_studios_did_is_linear() -> None:
    assert described_head({"type": "linear", "features": 1280}, "x").is_linear


def test_that_a_head_is_said_in_few_words() -> None:
    assert head_parts(HeadDesign()) == []
    assert head_parts(HeadDesign((1000, 64), 0.25, "blocks.4")) == [
        "cut behind blocks.4",
        "1,000, 64 hidden units",
        "dropout 0.25",
    ]
