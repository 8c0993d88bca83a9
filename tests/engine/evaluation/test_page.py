"""The page of an evaluation is whole, and no name of a file or class can become markup in it."""

import re
import xml.etree.ElementTree as Tree
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

from tlstudio.dataset.sample import Sample
from tlstudio.evaluation.markup import Markup, element, joined
from tlstudio.evaluation.outcomes import Evaluation, Outcome
from tlstudio.evaluation.page import About, report_page
from tlstudio.evaluation.pictures import small_pictures
from tlstudio.evaluation.report import report_of
from tlstudio.photos.pool import PhotoPool

Judged = Callable[..., Evaluation]
ABOUT = About("pets.tlmodel", "the <b>test</b> photos", "2026-11-21", ("Mind & this.",))


class Strict(HTMLParser):
    """Collects the names of elements and where they lead, and fails where one is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.leads: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.leads += [value or "" for name, value in attrs if name in ("src", "href", "action")]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def parsed(page: str) -> Strict:
    reader = Strict()
    reader.feed(page)
    reader.close()
    return reader


def test_that_text_and_attributes_are_escaped_and_markup_is_not() -> None:
    assert element("p", "1 < 2", title='"', class_="a b") == '<p title="&quot;" class="a b">1 &lt; 2</p>'
    assert element("p", joined("<i>", element("br")), stroke_width=2) == '<p stroke-width="2">&lt;i&gt;<br/></p>'
    assert joined("line\nbreak\u202e") == "line�break�"
    assert isinstance(element("br"), Markup)


def test_that_the_page_has_the_figures_and_needs_nothing_else(judged: Judged) -> None:
    page = report_page(report_of(judged("cat cat 0.9", "cat dog 0.8", "dog dog 0.7")), ABOUT)
    reader = parsed(page)
    assert reader.leads == []
    assert {"table", "svg"} <= set(reader.names)
    assert not {"script", "link", "img", "iframe", "b>test"} & set(reader.names)
    assert "&lt;b&gt;test&lt;/b&gt; photos" in page
    assert "Mind &amp; this." in page
    assert "2 of 3 photos are named rightly" in page
    assert "1 · 50.0 %" in page
    assert "1.png" in page


def test_that_every_drawing_is_well_formed(judged: Judged) -> None:
    drawings: list[str] = []

    def kept(drawing: Markup) -> Markup:
        drawings.append(drawing)
        return Markup("")

    report_page(report_of(judged("cat cat 0.9", "cat dog 0.8", "dog dog 0.7")), ABOUT, figure=kept)
    assert len(drawings) == 6
    assert {Tree.fromstring(drawing).tag for drawing in drawings} == {"svg"}
    dots = list(Tree.fromstring(drawings[-2]).iter("circle"))
    assert len(dots) == 3, "a bin for 0.7, 0.8 and 0.9 each"


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x>', "a\nb\u202ec", "&amp;"])
def test_that_a_hostile_class_name_stays_text(name: str) -> None:
    hostile = Outcome(Sample(Path(f"{name.replace('/', '')}.png"), name, "test", "1"), "dog", 0.9, name)
    page = report_page(report_of(Evaluation((hostile,), (name, "dog"))), ABOUT)
    assert not {"script", "img"} & set(parsed(page).names)
    assert "\u202e" not in page


def test_that_many_classes_are_told_by_their_worst_pairs(judged: Judged) -> None:
    classes = tuple(f"kind{number}" for number in range(40))
    page = report_page(report_of(judged("kind1 kind2 0.9", "kind3 kind3 0.9", classes=classes)), ABOUT)
    assert "is ↓" not in page
    assert page.count("<td>kind2</td>") >= 1


def test_that_a_model_without_mistakes_is_told_so(judged: Judged) -> None:
    assert "Every photo is named rightly." in report_page(report_of(judged("cat cat 0.9")), ABOUT)


def test_that_photos_are_on_the_page_only_when_they_are_given(
    judged: Judged, draw_photos: Callable[..., Path], pool: PhotoPool
) -> None:
    found = judged("cat dog 0.8", "dog cat 0.7")
    photo = next((draw_photos() / "red").iterdir())
    first = found.outcomes[0]
    there = replace(first, sample=replace(first.sample, path=photo))
    pictures = small_pictures((there, found.outcomes[1]), pool)
    assert list(pictures) == [0], "the other one cannot be read"
    reader = parsed(report_page(report_of(found), ABOUT, pictures))
    assert [re.match(r"data:image/jpeg;base64,[\w+/=]{300,}$", lead) is not None for lead in reader.leads] == [True]
