"""Epochs made by hand, for tests of what shows them."""

import msgspec

from tlstudio.foundation.events import EpochEnded


def made_epoch(number: int, epochs: int = 5, **fields: object) -> EpochEnded:
    """Losses fall, accuracies rise; any field can be given."""
    made = EpochEnded(
        epoch=number,
        epochs=epochs,
        train_loss=1.0 / number,
        train_accuracy=0.5 + number / (4 * epochs),
        validation_loss=1.5 / number,
        validation_accuracy=0.5 + number / (5 * epochs),
        photos_per_second=100.0,
    )
    return msgspec.structs.replace(made, **fields)


def made_epochs(count: int, **fields: object) -> list[EpochEnded]:
    """So many of them, numbered from 1."""
    return [made_epoch(number, count, **fields) for number in range(1, count + 1)]
