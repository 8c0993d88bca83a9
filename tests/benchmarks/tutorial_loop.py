"""What nearly everybody runs: the transfer-learning loop of the usual PyTorch tutorial.

    python tests/benchmarks/tutorial_loop.py [PHOTOS] [--epochs 25] [--device cuda] [--strategy features]

Every epoch decodes every photo and runs it through the whole network, in its default memory layout, in batches of four.
"""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from common import check_device, options_parser, own_home, working_copy
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

from tlstudio.backbone.catalogue import find
from tlstudio.backbone.freezing import STRATEGIES, freeze_map
from tlstudio.backbone.network import load_network
from tlstudio.backbone.weights import load_weights

NETWORK = "efficientnet_lite0"
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
    photos: Path, *, epochs: int = EPOCHS, device: str = "cpu", seed: int = 0, strategy: str = "features"
) -> TutorialRun:
    """Train on `photos/train`, judge on `photos/val`; what is frozen is what the studio's strategy freezes."""
    is_frozen = frozen_by(strategy)
    torch.manual_seed(seed)
    started = time.perf_counter()
    loaders = _loaders(photos)
    classes = len(loaders["train"].dataset.classes)
    model = _model(classes, is_frozen).to(device)
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
    preprocessing = find(NETWORK).preprocessing
    normalise = [transforms.ToTensor(), transforms.Normalize(preprocessing.mean, preprocessing.std)]
    size = preprocessing.size
    steps = {
        "train": [transforms.RandomResizedCrop(size), transforms.RandomHorizontalFlip(), *normalise],
        "val": [transforms.Resize(256), transforms.CenterCrop(size), *normalise],
    }
    workers = min(MOST_WORKERS, os.cpu_count() or 1)
    folders = {part: datasets.ImageFolder(photos / part, transforms.Compose(steps[part])) for part in steps}
    return {part: DataLoader(folders[part], batch_size=BATCH, shuffle=True, num_workers=workers) for part in steps}


def frozen_by(strategy: str) -> Callable[[str], bool]:
    """Tells of each weight of the network, by its name, whether the studio's strategy freezes it."""
    rows = freeze_map(load_network(NETWORK, 2, seed=0).tree, strategy)
    return lambda name: any(name.startswith(f"{row}.") for row in rows)


def pretrained_network() -> nn.Module:
    """The studio's own embedded network, as its library builds it, with its weights and old last layer."""
    pretrained = find(NETWORK)
    model = pretrained.build()
    load_weights(model, pretrained)
    return model


def _model(classes: int, is_frozen: Callable[[str], bool]) -> nn.Module:
    model = pretrained_network()
    for name, parameter in model.named_parameters():
        parameter.requires_grad = not is_frozen(name)
    model.classifier = nn.Linear(model.classifier.in_features, classes)
    return model


def main() -> None:
    """Run it and print what it took."""
    parser = options_parser(__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--strategy", choices=STRATEGIES[:3], default="features", help="what is trained (features)")
    options = parser.parse_args()
    check_device(options.device)
    photos = working_copy(options.photos, own_home())
    ran = train(photos, epochs=options.epochs, device=options.device, strategy=options.strategy)
    print(f"{ran.epochs} epochs: {ran.seconds:.1f} s, accuracy {ran.accuracy:.1%}, {ran.photos_run:,} photos decoded")


if __name__ == "__main__":
    main()
