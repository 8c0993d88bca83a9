"""Numbers and shapes of layers, written for people."""


def humane_number(number: int) -> str:
    """`864`, `2.6 k`, `253 k`, `1.7 M`: two or three digits say enough."""
    for size, letter in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if number >= size * 0.9995:
            value = number / size
            return f"{value:.0f} {letter}" if value >= 99.95 else f"{value:.1f} {letter}"
    return str(number)


def shape_text(output: tuple[int, ...]) -> str:
    """`112 × 14 × 14`, or nothing where the shape was not seen."""
    return " × ".join(str(side) for side in output)
