"""What copies, near copies and bursts spoil, group by group."""

from collections.abc import Iterable, Iterator, Sequence

from tlstudio.dataset.copies import Group, copies, is_conflict, is_leak
from tlstudio.dataset.finding import Finding, Fix, about
from tlstudio.dataset.groups import Groups
from tlstudio.dataset.sample import Sample
from tlstudio.foundation.names import printable


def about_groups(samples: Sequence[Sample], groups: Groups) -> Iterator[Finding]:
    """A finding for each set of copies, of nearly the same pictures, and of photos of one burst."""
    for group in copies(samples):
        yield from _about(
            group, "The same photo is", "duplicate", f"The same photo is here {len(group)} times. Keep one."
        )
    first = {sample.digest: sample for sample in reversed(samples)}
    for digests in groups.pictures:
        group = tuple(sorted((first[digest] for digest in digests if digest in first), key=_by_path))
        score = min(groups.likeness[digest] for digest in digests)
        how = "saved anew, made smaller, cropped or mirrored"
        text = f"Nearly the same picture is here {len(group)} times, {how}. Keep one."
        yield from _about(group, "Nearly the same picture is", "near", text, score)
    pictures = {digest: number for number, digests in enumerate(groups.pictures) for digest in digests}
    for digests in groups.bursts:
        if len({pictures.get(digest, digest) for digest in digests}) > 1:  # else it was told above
            yield from _about_burst(tuple(sorted((first[each] for each in digests if each in first), key=_by_path)))


def _by_path(sample: Sample) -> tuple[str, ...]:
    return sample.path.parts


def _about(group: Group, what: str, kind: str, text: str, score: float | None = None) -> Iterator[Finding]:
    if len(group) < 2:  # the check was stopped before it had seen the others
        return
    if is_conflict(group):
        labels = _listed(f"“{printable(sample.label)}”" for sample in group)
        yield _finding(group, "conflict", f"{what} in {labels}: one label is wrong. Keep one of them.", score)
    if is_leak(group):
        parts = _listed(sample.split for sample in group)
        yield _finding(
            group, "leak", f"{what} in {parts}, so results look better than they are. Keep one of them.", score
        )
    if not (is_conflict(group) or is_leak(group)):
        yield _finding(group, kind, text, score)


def _about_burst(group: Group) -> Iterator[Finding]:
    if len(group) < 2:
        return
    what = f"{len(group)} photos of one scene were taken within seconds"
    if is_leak(group):
        parts = _listed(sample.split for sample in group)
        text = f"{what} and are in {parts}, so results look better than they are. Put them into one of these."
        yield _finding(group, "leak", text, fix="keep together")
    else:
        yield _finding(group, "burst", f"{what}: keep them in one part, training or validation.", fix="keep together")


def _finding(group: Group, kind: str, reason: str, score: float | None = None, fix: Fix = "keep one") -> Finding:
    return about(group[0].path, kind, reason, [sample.path for sample in group[1:]], score, fix)


def _listed(names: Iterable[str]) -> str:
    return " and ".join(sorted(set(names)))
