"""The strategies as a person meets them: a title and a sentence each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Strategy:
    """A preset of the ticks; `key` is its name in recipes and on the command line."""

    key: str
    title: str
    explanation: str


STRATEGIES = (
    Strategy(
        "features",
        "Feature extraction",
        "Everything but the new head stays frozen. Fastest, and best with few photos that look like everyday pictures.",
    ),
    Strategy(
        "top",
        "Fine-tune the top",
        "The last group of layers learns along with the head. For some hundred photos, or a subject of its own kind.",
    ),
    Strategy(
        "all",
        "Fine-tune everything",
        "Every layer starts from what it knows and learns on, the early ones slowly. For many photos.",
    ),
    Strategy(
        "scratch",
        "From scratch",
        "Every layer starts from random numbers: shows what the pre-trained weights are worth. Needs very many photos.",
    ),
    Strategy("custom", "Custom", "Your own ticks, like none of the presets."),
)
