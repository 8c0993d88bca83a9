"""A public collection of every odd kind of picture, through the pool: each used, or refused with a sentence."""

import re
from collections import Counter
from pathlib import Path

from tlstudio.photos.pool import PhotoPool, Priority
from tlstudio.photos.request import Photo, PixelRequest, Refusal

LIBRARY_TEXT = re.compile(
    r"cannot identify|Error|0x|Traceback|PIL|Pillow|BytesIO|Exception|None|errno|libtiff|tile|buffer|chunk", re.I
)


def test_that_every_odd_photo_is_used_or_refused_with_a_sentence(real_photos: Path) -> None:
    paths = sorted(path for path in (real_photos / "odd-photos").rglob("*") if path.is_file())
    with PhotoPool() as pool:
        answers = list(pool.in_order(paths, PixelRequest(96, 96, "crop", 0.875), Priority.TRAINING))
    assert len(answers) == len(paths)
    refusals = [answer for answer in answers if isinstance(answer, Refusal)]
    photos = [answer for answer in answers if isinstance(answer, Photo)]
    assert all(photo.pixels.shape == (96, 96, 3) for photo in photos)
    sentences = {refusal.reason for refusal in refusals} | {photo.note for photo in photos if photo.note}
    assert [text for text in sentences if not re.fullmatch(r"[A-Z0-9][^\n]{10,200}\.", text)] == []
    assert [text for text in sentences if LIBRARY_TEXT.search(text)] == []
    kinds = Counter(refusal.kind for refusal in refusals)
    assert not {"crash", "hang", "memory", "reader", "closed", "missing"} & set(kinds)
    assert len(photos) > 1000
    assert kinds["damaged"] > 20
