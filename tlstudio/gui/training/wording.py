"""What the training panel says, as plain functions of the run's events."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tlstudio.foundation.events import Changed, Finished, Problem, Progress, Started, Thawing
from tlstudio.foundation.names import printable
from tlstudio.training.interrupted import Resumable

if TYPE_CHECKING:
    from tlstudio.training.preview import Preview

STAGES = {
    "scan": "Looking through the folder",
    "compare": "Comparing the photos",
    "download": "Downloading the network",
    "prepare": "Getting the network ready",
    "features": "Running the frozen layers once per photo",
    "rates": "Trying learning rates",
    "copy": "Copying the pictures",
}
_UNITS = {"scan": "files", "compare": "photos", "features": "photos", "train": "photos", "download": "bytes"}
_MOST_WARNINGS = 3
_ENDINGS = {
    "completed": "Training is complete",
    "early": "Training, which no longer got better, ended",
    "stopped": "Stopped",
}


def previewed_text(preview: "Preview") -> str:
    """`Gentle, as epochs 1 to 6 of the next training show these photos.`"""
    first, last = preview.epochs[0], preview.epochs[-1]
    if preview.augmentation == "none":
        return "None: every epoch of the next training shows these photos as they are."
    name, aside = preview.augmentation.capitalize(), ""
    if any(example.sample.split != "train" for example in preview.examples):
        aside = " Those for validation or test are varied here only."
    return f"{name}, as epochs {first} to {last} of the next training show these photos.{aside}"


def unreadable_text(problems: Sequence[Problem]) -> str:
    """The first photo that cannot be shown and why, and how many others there are."""
    first, others = problems[0], len(problems) - 1
    more = f" {others} more cannot be read either." if others else ""
    return f"{printable(Path(first.path).name, 60)} cannot be read: {first.reason}{more}"


def progress_text(progress: Progress, epochs: int | None, memory: int | None = None) -> str:
    """`Epoch 3 of 10 · 128 of 400 photos · about 2 min left · 210 photos a second · 1.4 GB of memory`: what the status
    line says about one progress event; `memory` is the most that was held, in bytes."""
    amount = "" if progress.stage == "prepare" else _amount_text(progress)
    parts = [_stage_text(progress, epochs), amount, cache_text(progress), time_left_text(progress.seconds_left)]
    parts += [speed_text(progress.photos_per_second), memory_text(memory) if progress.stage == "train" else ""]
    return " · ".join(part for part in parts if part)


def speed_text(photos_per_second: float | None) -> str:
    """`210 photos a second`, `0.4 photos a second`; nothing while it is not known."""
    if not photos_per_second:
        return ""
    return f"{photos_per_second:,.{0 if photos_per_second >= 10 else 1}f} photos a second"


def memory_text(memory: int | None) -> str:
    """`640 MB of memory`, `1.4 GB of memory`; nothing while it is not known."""
    if not memory:
        return ""
    return f"{memory / 1e9:.1f} GB of memory" if memory >= 1e9 else f"{memory / 1e6:.0f} MB of memory"


def rate_text(rate: float) -> str:
    """`0.001`, `2.5e-05`: a learning rate as a person would type it."""
    return f"{rate:.6g}"


def change_text(change: Changed) -> str:
    """`in epoch 3: learning rate 0.0005, 20 epochs in all`."""
    rate = f"learning rate {rate_text(change.learning_rate)}" if change.learning_rate is not None else ""
    epochs = f"{change.epochs:,} epochs in all" if change.epochs is not None else ""
    return f"in epoch {change.epoch:,}: {', '.join(part for part in (rate, epochs) if part)}"


def changes_text(changes: Sequence[Changed]) -> str:
    """All that was changed while the run was under way, in one line."""
    return f"Changed {'; '.join(map(change_text, changes))}." if changes else ""


def epoch_text(epoch: int, epochs: int | None) -> str:
    """What a person should know who changes the number of epochs."""
    return f"Now in epoch {epoch:,} of {epochs:,}; the run can end after this one." if epochs else ""


def interrupted_text(run: Resumable, now: datetime) -> str:
    """`The run of 14:32 was interrupted in epoch 5 of 10.` With the day, where that was another one than `now`."""
    began = datetime.fromisoformat(run.began).astimezone()
    when = f"{began:%H:%M}" if began.date() == now.date() else f"{began:%Y-%m-%d %H:%M}"
    if run.reached is None:
        return f"The run of {when} was interrupted. It can begin again, with the same settings."
    reached, epochs = run.reached.epoch, run.reached.epochs
    if reached > epochs:
        return f"The run of {when} was interrupted after its last epoch, while its model was being saved."
    return f"The run of {when} was interrupted in epoch {reached:,} of {epochs:,}."


def time_left_text(seconds: float | None) -> str:
    """`about 2 min left`; nothing when it is not known or hardly worth saying."""
    return "" if seconds is None or seconds < 3 else f"{about_text(seconds)} left"


def about_text(seconds: float) -> str:
    """`about 25 s`, `about 4 min`, `about 2.5 h`: as exact as an estimate may sound."""
    if seconds < 55:
        return f"about {max(5, 5 * round(seconds / 5))} s"
    if seconds < 90 * 60:
        return f"about {max(1, round(seconds / 60))} min"
    return f"about {seconds / 3600:.1f} h"


def cache_text(progress: Progress) -> str:
    """`212 from the cache`, while the frozen part is computed; nothing where nothing was kept."""
    kept = progress.from_cache or 0
    if kept and kept == progress.total:
        return "all from the cache"
    return f"{kept:,} from the cache" if kept else ""


def started_text(started: Started) -> str:
    """What is being trained, on how much, where."""
    where = {"cpu": "the processor", "mps": "the GPU"}.get(started.device, started.device)
    before = f"Goes on after epoch {started.before[-1].epoch:,} · " if started.before else ""
    return (
        f"{before}{len(started.classes)} classes · {started.train_photos} photos to train on,"
        f" {started.validation_photos} to check with · on {printable(where, 60)}"
        + "".join(f" · {printable(', '.join(step.layers), 60)} from epoch {step.epoch} on" for step in started.thaw)
    )


def thawing_text(step: Thawing) -> str:
    """`blocks.6`, `conv_head and 2 more`: what joins in, short enough for a plot."""
    others = f" and {len(step.layers) - 1} more" if len(step.layers) > 1 else ""
    return f"{printable(step.layers[0], 24)}{others}"


def result_text(finished: Finished, validation_photos: int) -> str:
    """The result in one line: how good, how sure, proven, and where it is kept."""
    if finished.model is None:
        return "Stopped before the first epoch was complete: there is no model to keep."
    photos = finished.validation_photos or validation_photos
    parts = [_accuracy_text(finished, photos), _frozen_text(finished.frozen_unchanged)]
    parts.append(f"kept as {printable(Path(finished.model).name, 80)}")
    return " · ".join(part for part in parts if part)


def caveat_text(finished: Finished) -> str:
    """What a person should know before quoting the figure."""
    if finished.model is None:
        return ""
    text = f"{_ENDINGS[finished.reason]} after {duration_text(finished.seconds)}; epoch {finished.best_epoch} is kept."
    if finished.used_to_choose and finished.validation_accuracy is not None:
        text += " That epoch was chosen by these same validation photos, which flatters the figure a little."
    if finished.left_out:
        photos = "1 photo" if finished.left_out == 1 else f"{finished.left_out:,} photos"
        text += f" {photos} could not be read and did not take part."
    return text


def kept_text(features: Progress | None) -> str:
    """What the cache has spared a run, from the last word on the frozen part; nothing where it spared nothing."""
    if features is None or not features.from_cache:
        return ""
    if features.from_cache >= features.total:
        return "The frozen part came from the cache."
    return f"For {features.from_cache:,} of {features.total:,} photos the frozen part came from the cache."


def warnings_text(warnings: Sequence[str]) -> str:
    """One line for each, as far as there is room; the log has all of them."""
    shown = [*warnings[:_MOST_WARNINGS]]
    left = len(warnings) - len(shown)
    return "\n".join([*shown, *([f"… and {left} more: see Help ▸ Log."] if left else [])])


def duration_text(seconds: float) -> str:
    """`8 s`, `3 min 20 s`, `1 h 5 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{max(1, whole)} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _stage_text(progress: Progress, epochs: int | None) -> str:
    if progress.stage == "train":
        return f"Epoch {progress.epoch} of {epochs}" if epochs else f"Epoch {progress.epoch}"
    return STAGES[progress.stage]


def _amount_text(progress: Progress) -> str:
    unit = _UNITS[progress.stage]
    if progress.total:
        return f"{progress.done} of {progress.total} {unit}"
    return f"{progress.done} {unit}" if progress.done else ""


def _accuracy_text(finished: Finished, photos: int) -> str:
    if finished.validation_accuracy is None or finished.validation_interval is None:
        return "no validation photos, so nobody knows how good it is"
    low, high = (round(100 * bound) for bound in finished.validation_interval)
    return (
        f"{100 * finished.validation_accuracy:.1f} % of {photos} validation photos right (95 % interval {low}–{high} %)"
    )


def _frozen_text(unchanged: bool | None) -> str:
    if unchanged is None:
        return ""
    return "frozen layers unchanged, bit for bit" if unchanged else "FROZEN LAYERS HAVE CHANGED: please report this"
