import pytest

from tlstudio.backbone.patterns import matching
from tlstudio.backbone.tree import LayerTree
from tlstudio.foundation.errors import UsageError

ONE = {"blocks.1.conv", "blocks.1.conv2"}
ALL_BLOCKS = {"blocks.0.conv", *ONE, "blocks.10.conv"}


@pytest.mark.parametrize(
    ("pattern", "rows"),
    [
        ("stem", {"stem"}),
        ("blocks", ALL_BLOCKS),
        ("blocks.1", ONE),
        ("blocks.1.conv", {"blocks.1.conv"}),
        ("blocks.*", ALL_BLOCKS),
        ("blocks.?", {"blocks.0.conv", *ONE}),
        ("blocks.1?", {"blocks.10.conv"}),
        ("blocks.[01]", {"blocks.0.conv", *ONE}),
        ("blocks.[!0]", ONE),
        ("blocks.[0-9].conv", {"blocks.0.conv", "blocks.1.conv"}),
        ("*.*.conv", {"blocks.0.conv", "blocks.1.conv", "blocks.10.conv"}),
        ("*", {"stem", *ALL_BLOCKS}),
        ("head", {"head"}),
        ("pool", set()),
    ],
)
def test_that_a_pattern_names_exactly_these_rows(small_tree: LayerTree, pattern: str, rows: set[str]) -> None:
    assert matching(small_tree, pattern) == rows


@pytest.mark.parametrize(
    "pattern",
    [
        "conv",
        "*.conv",
        "blocks.2",
        "Stem",
        "hea?",
        "h*",
        "[h]ead",
        "blocks?1",
        "blocks[.]1",
        "blocks[!x]1",
        "blocks.",
        "",
    ],
)
def test_that_a_pattern_that_names_nothing_is_refused(small_tree: LayerTree, pattern: str) -> None:
    with pytest.raises(UsageError, match=r"^No layer of small matches "):
        matching(small_tree, pattern)


def test_that_a_refused_pattern_is_told_what_is_near(small_tree: LayerTree) -> None:
    with pytest.raises(UsageError, match=r"matches blocks.1.convv\. Near it: blocks.1.conv"):
        matching(small_tree, "blocks.1.convv")


@pytest.mark.parametrize("pattern", ["[", "blocks.[", "blocks.[]", "(", "\\", "blocks.[z-a]"])
def test_that_a_malformed_pattern_is_plain_text(small_tree: LayerTree, pattern: str) -> None:
    with pytest.raises(UsageError, match=r"^No layer of small matches "):
        matching(small_tree, pattern)
