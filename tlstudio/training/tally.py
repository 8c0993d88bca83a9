"""Counting as a pass over the photos goes: loss, right answers, time."""

import time

import torch


class Tally:
    """Sums over the batches of one pass. `seconds` counts from creation to the last batch."""

    def __init__(self) -> None:
        self.photos = 0
        self.correct = 0
        self.seconds = 0.0
        self.first_loss = 0.0
        self.last_loss = 0.0
        self._loss_sum = 0.0
        self._started = time.monotonic()

    def add(self, scores: torch.Tensor, labels: torch.Tensor, loss: torch.Tensor) -> None:
        """Count a batch: `scores` of shape (photos, classes), `labels` (photos,), `loss` their mean cross-entropy."""
        count = len(labels)
        self.last_loss = loss.item()
        if not self.photos:
            self.first_loss = self.last_loss
        self.photos += count
        self.correct += int((scores.argmax(1) == labels).sum())
        self._loss_sum += self.last_loss * count
        self.seconds = time.monotonic() - self._started

    @property
    def loss(self) -> float:
        """Mean cross-entropy over the photos, in nats; not a number before the first photo."""
        return self._loss_sum / self.photos if self.photos else float("nan")

    @property
    def accuracy(self) -> float:
        """Share of right answers; not a number before the first photo."""
        return self.correct / self.photos if self.photos else float("nan")
