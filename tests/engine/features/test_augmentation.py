"""Augmentation: a function of the photo's number alone, on its colours before they are normalised."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from torchvision.transforms import v2

from tlstudio.backbone.preprocessing import Preprocessing
from tlstudio.dataset.sample import Sample
from tlstudio.features.augmentation import (
    AUGMENTATIONS,
    MEANINGS,
    AugmentationName,
    number_in_epoch,
    number_of_view,
    view_in_epoch,
    with_margin,
)
from tlstudio.features.inputs import augmented_input, augmented_pixels, network_input
from tlstudio.features.rows import Rows
from tlstudio.features.trivial import CHANGES, trivially_augmented
from tlstudio.foundation.device import one_thread
from tlstudio.photos.request import Photo

PREPROCESSING = Preprocessing(32, 0.875, "bicubic", (0.5, 0.4, 0.3), (0.2, 0.25, 0.3))
VARYING: tuple[AugmentationName, ...] = tuple(name for name in AUGMENTATIONS if name != "none")
NUMBERS = [number_in_epoch(0, epoch, "photo") for epoch in range(1, 9)]


def drawn(count: int, augmentation: AugmentationName = "strong") -> list[Photo]:
    """Photos as they are read for this augmentation."""
    side = with_margin(PREPROCESSING, augmentation).size
    coarse = np.random.default_rng(5).integers(0, 256, (count, 5, 5, 3), dtype=np.uint8)
    pixels = coarse.repeat(side // 4, 1).repeat(side // 4, 2)[:, :side, :side]
    return [Photo(np.ascontiguousarray(each), side, side) for each in pixels]


def pixels_of(augmentation: AugmentationName, photos: Sequence[Photo], numbers: Sequence[int]) -> torch.Tensor:
    return augmented_pixels(photos, PREPROCESSING, augmentation, numbers)


@pytest.mark.parametrize("name", VARYING)
def test_that_a_photo_is_varied_by_its_number_alone(name: AugmentationName) -> None:
    """Neither who stands beside it nor the generator that all of torch shares has a say; and that is left alone."""
    photos = drawn(8, name)
    torch.manual_seed(1)
    whole = pixels_of(name, photos, NUMBERS)
    torch.manual_seed(2)
    before = torch.get_rng_state()
    assert torch.equal(whole[5:], pixels_of(name, photos[5:], NUMBERS[5:]))
    assert torch.equal(torch.get_rng_state(), before)
    assert (whole.shape, whole.dtype) == ((8, 32, 32, 3), torch.uint8)


@pytest.mark.parametrize("name", VARYING)
def test_that_other_epochs_and_other_seeds_show_something_else(name: AugmentationName) -> None:
    photo = drawn(1, name) * 8
    one = [each.numpy().tobytes() for each in pixels_of(name, photo, NUMBERS)]
    others = [number_in_epoch(1, epoch, "photo") for epoch in range(1, 9)]
    assert len(set(one)) > 5, "of 36 places at least"
    assert one != [each.numpy().tobytes() for each in pixels_of(name, photo, others)]


@pytest.mark.parametrize("name", VARYING)
def test_that_colours_are_changed_before_they_are_normalised(name: AugmentationName) -> None:
    photos = drawn(8, name)
    varied = [Photo(each.numpy(), 32, 32) for each in pixels_of(name, photos, NUMBERS)]
    inputs = augmented_input(photos, PREPROCESSING, name, NUMBERS)
    assert torch.equal(inputs, network_input(varied, PREPROCESSING))
    assert inputs.is_contiguous(memory_format=torch.channels_last)


def test_that_no_augmentation_changes_nothing() -> None:
    assert with_margin(PREPROCESSING, "none") == PREPROCESSING
    photos = drawn(2, "none")
    plain = network_input(photos, PREPROCESSING)
    assert torch.equal(augmented_input(photos, PREPROCESSING, "none", [1, 2]), plain)


def test_that_every_second_photo_is_mirrored() -> None:
    numbers = [number_in_epoch(0, epoch, "photo") for epoch in range(60)]
    photos = drawn(1, "crop") * 60
    plain, mirrored = (pixels_of(name, photos, numbers) for name in ("crop", "crop and mirror"))
    flips = sum(torch.equal(one.flip(1), other) for one, other in zip(plain, mirrored, strict=True))
    same = sum(torch.equal(one, other) for one, other in zip(plain, mirrored, strict=True))
    assert flips + same == 60
    assert 15 < flips < 45


def test_that_what_lies_outside_of_a_turned_photo_is_nothing_to_the_network() -> None:
    """White photos turned: what is not white is the mean colour, or a mixture with it at the edge."""
    side = with_margin(PREPROCESSING, "gentle").size
    white = Photo(np.full((side, side, 3), 255, dtype=np.uint8), side, side)
    many = [number_in_epoch(0, epoch, "photo") for epoch in range(200)]
    inputs = augmented_input([white] * 200, PREPROCESSING, "gentle", many)
    darkest = inputs.amin((2, 3))
    assert (darkest > -1.6).all(), "a black corner would be at -2.5 and below"
    assert (darkest < 1).any(), "none was turned"


def test_that_at_times_a_patch_is_hidden() -> None:
    side = with_margin(PREPROCESSING, "strong").size
    white = Photo(np.full((side, side, 3), 255, dtype=np.uint8), side, side)
    many = [number_in_epoch(0, epoch, "photo") for epoch in range(300)]
    mean = torch.tensor(PREPROCESSING.mean).mul(255).round()
    hidden = [(each == mean).all(2).any() for each in pixels_of("strong", [white] * 300, many)]
    assert 0.15 < sum(hidden) / 300 < 0.75


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of tiny computations on one thread; the generator that all share is left as it was."""
    state = torch.get_rng_state()
    with one_thread():
        yield
    torch.set_rng_state(state)


@pytest.mark.usefixtures("quiet")
def test_that_all_that_torchvisions_trivial_augment_makes_can_be_made_here() -> None:
    """Sixty of its results, each found among ours: 14 changes at 31 strengths, to either side."""
    photo = torch.from_numpy(drawn(1)[0].pixels).permute(2, 0, 1).contiguous()
    fill = [128.0, 102.0, 77.0]
    strengths = [(step / 30, sign) for step in range(31) for sign in (-1.0, 1.0)]
    ours = torch.stack([change(photo, level, sign, fill) for change in CHANGES for level, sign in strengths]).float()
    theirs = v2.TrivialAugmentWide(interpolation=v2.InterpolationMode.BILINEAR, fill=fill)
    torch.manual_seed(0)
    made = [theirs(photo).float() for _ in range(60)]
    distances = [float((ours - each).abs().mean((1, 2, 3)).min()) for each in made]
    assert max(distances) < 1, "of 255 levels"


@pytest.mark.usefixtures("quiet")
def test_that_every_change_is_drawn() -> None:
    photo = torch.from_numpy(drawn(1)[0].pixels).permute(2, 0, 1)
    made = {tuple(trivially_augmented(photo, Random(number), [0.0] * 3).flatten().tolist()) for number in range(400)}
    assert len(CHANGES) == 14
    assert len(made) > 150


def test_that_kept_views_of_each_augmentation_lie_apart(tmp_path: Path) -> None:
    sample = Sample(tmp_path / "a.jpg", "a", "train", "digest")
    keys = [Rows([sample], [], 2, name).keys for name in AUGMENTATIONS]
    assert len({key for names in keys for key in names[1:]}) == 2 * len(AUGMENTATIONS)
    assert len({names[0] for names in keys}) == 1


def test_that_a_kept_view_serves_every_seed_and_all_are_drawn() -> None:
    assert number_of_view(1, "digest") != number_of_view(2, "digest")
    assert {view_in_epoch(0, epoch, "digest", 3) for epoch in range(40)} == {0, 1, 2, 3}


def test_that_each_augmentation_is_explained_in_one_sentence() -> None:
    assert set(MEANINGS) == set(AUGMENTATIONS)
    assert all(meaning.endswith(".") and meaning.count(". ") == 0 for meaning in MEANINGS.values())


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_that_a_gpu_varies_photos_like_the_processor(name: AugmentationName) -> None:
    photos = drawn(8, name)
    here = pixels_of(name, photos, NUMBERS).float()
    there = augmented_pixels(photos, PREPROCESSING, name, NUMBERS, "cuda")
    assert there.device.type == "cuda"
    assert (there.cpu().float() - here).abs().mean() < 1, "of 255 levels"
