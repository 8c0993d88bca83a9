"""What nearly everybody runs: the transfer-learning loop of the usual PyTorch tutorial, with a new last layer only.

    python tests/benchmarks/tutorial_loop.py [PHOTOS] [--epochs 25] [--device cuda] [--everything]

Every epoch decodes every photo and runs it through the whole network, in its default memory layout, in batches of four.
"""

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from common import check_device, options_parser, own_home, working_copy
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from tlstudio.backbone.catalogue import find
from tlstudio.backbone.weights import load_weights

EPOCHS = 25
BATCH = 4
MOST_WORKERS = 4


@dataclass(frozen=True)
class TutorialRun:
    """How it ended: seconds in all, the best accuracy on `val/`, and how many photos were decoded and run."""

    seconds: float
    accuracy: float
    photos_run: int
    epochs: int
    train_photos: int
    train_seconds: float

    @property
    def seconds_for_all_epochs(self) -> float:
        """Seconds that the tutorial's own number of epochs takes, every epoch like those that were run."""
        return self.seconds * EPOCHS / self.epochs


def train(
    photos: Path, *, epochs: int = EPOCHS, device: str = "cpu", seed: int = 0, everything: bool = False
) -> TutorialRun:
    """Train on `photos/train`, judge on `photos/val`; `everything` trains all layers instead of the new one."""
    torch.manual_seed(seed)
    started = time.perf_counter()
    loaders = _loaders(photos)
    classes = len(loaders["train"].dataset.classes)
    model = _model(classes, everything).to(device)
    criterion = nn.CrossEntropyLoss()
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.SGD(trained, lr=0.001, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=7, gamma=0.1)
    best, photos_run, train_seconds = 0.0, 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder) / "best.pt"
        torch.save(model.state_dict(), weights)
        for _ in range(epochs):
            for phase in ("train", "val"):
                began = time.perf_counter()
                right, seen = _one_phase(model, loaders[phase], phase == "train", criterion, optimizer, device)
                train_seconds += (time.perf_counter() - began) * (phase == "train")
                photos_run += seen
                if phase == "train":
                    scheduler.step()
                elif right / seen > best:
                    best = right / seen
                    torch.save(model.state_dict(), weights)
        model.load_state_dict(torch.load(weights, weights_only=True))
    seconds = time.perf_counter() - started
    return TutorialRun(seconds, best, photos_run, epochs, len(loaders["train"].dataset), train_seconds)


def _one_phase(
    model: nn.Module,
    batches: DataLoader,
    training: bool,
    criterion: nn.Module,
    optimizer: torch.optim.Optimizer,
    device: str,
) -> tuple[int, int]:
    """Right answers, and photos seen."""
    model.train(training)
    right, seen, loss_sum = 0, 0, 0.0
    for inputs, labels in batches:
        inputs, labels = inputs.to(device), labels.to(device)
        optimizer.zero_grad()
        with torch.set_grad_enabled(training):
            outputs = model(inputs)
            loss = criterion(outputs, labels)
            if training:
                loss.backward()
                optimizer.step()
        loss_sum += loss.item() * len(inputs)
        right += int((outputs.argmax(1) == labels).sum())
        seen += len(inputs)
    return right, seen


def _loaders(photos: Path) -> dict[str, DataLoader]:
    """As many reading processes as the tutorial has, four, or as there are processors."""
    preprocessing = find("efficientnet_lite0").preprocessing
    normalise = [transforms.ToTensor(), transforms.Normalize(preprocessing.mean, preprocessing.std)]
    size = preprocessing.size
    steps = {
        "train": [transforms.RandomResizedCrop(size), transforms.RandomHorizontalFlip(), *normalise],
        "val": [transforms.Resize(256), transforms.CenterCrop(size), *normalise],
    }
    workers = min(MOST_WORKERS, os.cpu_count() or 1)
    folders = {part: datasets.ImageFolder(photos / part, transforms.Compose(steps[part])) for part in steps}
    return {part: DataLoader(folders[part], batch_size=BATCH, shuffle=True, num_workers=workers) for part in steps}


def _model(classes: int, everything: bool) -> nn.Module:
    """The studio's own embedded network, as its library builds it, with a new last layer."""
    pretrained = find("efficientnet_lite0")
    model = pretrained.build()
    load_weights(model, pretrained)
    for parameter in model.parameters():
        parameter.requires_grad = everything
    model.classifier = nn.Linear(model.classifier.in_features, classes)
    return model


def main() -> None:
    """Run it and print what it took."""
    parser = options_parser(__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--everything", action="store_true", help="train all layers, not only the new one")
    options = parser.parse_args()
    check_device(options.device)
    photos = working_copy(options.photos, own_home())
    ran = train(photos, epochs=options.epochs, device=options.device, everything=options.everything)
    print(f"{ran.epochs} epochs: {ran.seconds:.1f} s, accuracy {ran.accuracy:.1%}, {ran.photos_run:,} photos decoded")


if __name__ == "__main__":
    main()
