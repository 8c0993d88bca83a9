"""What a person may set of a run, as data: names, limits, one sentence each, and how they are grouped."""

from dataclasses import dataclass

from tlstudio.training.recipe import Recipe

BY_STUDIO = "chosen by the studio"
_USUAL = Recipe()


@dataclass(frozen=True)
class Number:
    """One number of the recipe. `factor` is what it is multiplied with to be shown: 100 where that is in percent."""

    key: str
    title: str
    help: str
    lowest: float
    highest: float
    whole: bool = True
    factor: int = 1
    name: str = ""

    @property
    def recipe_name(self) -> str:
        """Its name in the recipe."""
        return self.name or self.key

    def value(self, text: str) -> float | int | None:
        """What the recipe holds for this text, None when it is blank or no number within the limits."""
        try:
            number = int(text) if self.whole else float(text.replace(",", "."))
        except ValueError:
            return None
        if not self.lowest <= number <= self.highest:
            return None
        return number if self.factor == 1 else round(number / self.factor, 8)

    def text(self, value: float | None) -> str:
        """How this value is shown."""
        return "" if value is None else f"{value * self.factor:.9g}"

    def usual(self) -> float | int | None:
        """What a recipe holds that says nothing about it; None where the studio chooses."""
        value: float | int | None = getattr(_USUAL, self.recipe_name)
        return value


@dataclass(frozen=True)
class Choice:
    """One of several words of the recipe; the first one is what holds where nobody chooses."""

    key: str
    title: str
    help: str
    options: tuple[tuple[str | None, str], ...]


@dataclass(frozen=True)
class Section:
    """Settings that belong together, under a heading that says which they are; the first section has none. `folded` is
    how it begins.

    The form puts the augmentation in front of the field `views`, and full precision behind the last choice.
    """

    title: str
    fields: tuple[Number | Choice, ...]
    folded: bool = True


SECTIONS = (
    Section(
        "",
        (
            Number(
                key="epochs",
                title="Epochs",
                help="How often the network sees every photo; more helps only until validation stops improving.",
                lowest=1,
                highest=100_000,
            ),
            Number(
                key="validation_percent",
                name="validation_fraction",
                title="Validation photos (%)",
                help="The share kept aside to check with, where the folder brings none of its own.",
                lowest=1,
                highest=90,
                whole=False,
                factor=100,
            ),
            Number(
                key="seed",
                title="Seed",
                help="The same seed repeats the same run; another one shows how much is luck.",
                lowest=0,
                highest=999_999_999,
            ),
        ),
        folded=False,
    ),
    Section(
        "Learning rate and schedule",
        (
            Number(
                key="learning_rate",
                title="Learning rate",
                help="How far each step goes: too high and the loss jumps, too low and nothing happens.",
                lowest=1e-9,
                highest=1e3,
                whole=False,
            ),
            Choice(
                key="head_start",
                title="New head begins",
                help="Fitted, it does not distort the layers in front of it; at random, to see what that costs.",
                options=((None, "Chosen by the studio"), ("fitted", "Fitted to the photos"), ("random", "At random")),
            ),
            Choice(
                key="schedule",
                title="Schedule",
                help="How the rate goes on after the warm-up; keep it constant when you want to stop by hand.",
                options=(("cosine", "Falls to nothing (cosine)"), ("constant", "Stays constant")),
            ),
            Number(
                key="warm_up",
                title="Warm-up (% of the steps)",
                help="The rate rises over this share of the run; make it longer when the loss jumps at the start.",
                lowest=0,
                highest=90,
                whole=False,
                factor=100,
            ),
        ),
        folded=False,
    ),
    Section(
        "Against overfitting",
        (
            Number(
                key="views",
                title="Augmented views kept",
                help="So many variants of each training photo are computed once, and every epoch draws among them.",
                lowest=0,
                highest=16,
            ),
            Number(
                key="early_stopping",
                title="Early stopping (epochs)",
                help="The run ends when so many epochs in a row were no better; 0 never ends it.",
                lowest=0,
                highest=100_000,
            ),
            Number(
                key="label_smoothing",
                title="Label smoothing",
                help="Aims at a little less than certainty; try 0.1 when some labels may be wrong.",
                lowest=0,
                highest=0.5,
                whole=False,
            ),
            Number(
                key="weight_decay",
                title="Weight decay",
                help="Pulls weights towards zero; try ten times as much when training is right and validation is not.",
                lowest=0,
                highest=10,
                whole=False,
            ),
            Number(
                key="averaging",
                title="Weight averaging",
                help="Keeps a running mean of the weights; try 0.98, a mean of about 50 steps, when the curves jitter.",
                lowest=0,
                highest=0.9999,
                whole=False,
            ),
        ),
    ),
    Section(
        "Classes of different size",
        (
            Choice(
                key="class_weights",
                title="Class weights",
                help="Balanced lets a class of few photos count as much as one of many; right when each matters alike.",
                options=(("none", "None: each photo counts the same"), ("balanced", "Balanced: each class does")),
            ),
        ),
    ),
    Section(
        "Speed and memory",
        (
            Number(
                key="batch_size",
                title="Batch size",
                help="How many photos each step looks at together; smaller needs less memory.",
                lowest=1,
                highest=4096,
            ),
            Choice(
                key="mixed_precision",
                title="Mixed precision",
                help="bfloat16 is faster on most GPUs, and chosen there; turn it off when results differ too much.",
                options=((None, "Chosen by the studio"), ("off", "Off"), ("bfloat16", "bfloat16")),
            ),
        ),
    ),
)
FIELDS = tuple(field for section in SECTIONS for field in section.fields)
NUMBERS = tuple(field for field in FIELDS if isinstance(field, Number))
CHOICES = tuple(field for field in FIELDS if isinstance(field, Choice))
