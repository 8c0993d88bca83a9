"""The plots of an evaluation as SVG, for a page: ink in the colour of the text, so that light and dark both work."""

from collections.abc import Sequence

from tlstudio.evaluation.conclusion import bin_text, percent, sure_text
from tlstudio.evaluation.markup import Markup, element, joined
from tlstudio.metrics.calibration import CalibrationBin
from tlstudio.metrics.thresholds import Threshold

_SIDE = 300
_LEFT, _TOP, _RIGHT, _BOTTOM = 58, 12, 18, 46
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
INK, BLUE, ORANGE = "currentColor", "#1f77d0", "#d1650a"
_PALE = 0.25


def calibration_figure(bins: Sequence[CalibrationBin]) -> Markup:
    """A dot for each bin of confidence, with its interval, below it how many photos; what should be is dashed."""
    dots = [_bin(each) for each in bins]
    ideal = _line(0, 0, 1, 1, stroke_dasharray="5 4", stroke=INK, opacity=0.6)
    return _figure("Confidence of the answers", "Of these right", "Calibration", ideal, *dots)


def threshold_figure(curve: Sequence[Threshold]) -> Markup:
    """Against the confidence that is asked for: how many are answered, dashed, and how many of these are right."""
    some = [each for each in curve if each.accuracy is not None]
    answered = _polyline([(each.confidence, each.share) for each in curve], stroke=ORANGE, stroke_dasharray="7 3")
    right = _polyline([(each.confidence, each.accuracy or 0) for each in some], stroke=BLUE)
    upper = [(each.confidence, each.interval[1]) for each in some]
    lower = [(each.confidence, each.interval[0]) for each in reversed(some)]
    band = element("path", d=_area(upper + lower), fill=BLUE, opacity=_PALE)
    legend = joined(
        _words(_x(0.03), _y(0.14), "– –  answered", fill=ORANGE, text_anchor="start"),
        _words(_x(0.03), _y(0.06), "——  of these right, 95 % interval", fill=BLUE, text_anchor="start"),
    )
    return _figure("Confidence that is asked for", "Share of photos", "Thresholds", band, answered, right, legend)


def interval_bar(share: float, interval: tuple[float, float]) -> Markup:
    """A share on 0 to 100 % as a short bar, with its interval as a thin line."""
    low, high = interval
    return element(
        "svg",
        element("rect", x=0, y=2, width=100, height=8, fill=INK, opacity=0.12),
        element("rect", x=0, y=2, width=round(100 * share, 1), height=8, fill=BLUE),
        element("line", x1=round(100 * low, 1), x2=round(100 * high, 1), y1=6, y2=6, stroke=INK, stroke_width=2),
        viewBox="0 0 100 12",
        width=100,
        height=12,
        role="img",
        aria_label=percent(share),
    )


def _bin(each: CalibrationBin) -> Markup:
    at = each.confidence
    return joined(
        _line(at, each.interval[0], at, each.interval[1], stroke=BLUE, stroke_width=2),
        element("circle", element("title", bin_text(each)), cx=_x(at), cy=_y(each.accuracy), r=4.5, fill=BLUE),
        _words(_x(at), min(_y(each.interval[0]) + 12, _y(0) - 3), f"{each.photos:,}", font_size=10),
    )


def _figure(across: str, up: str, title: str, *content: Markup) -> Markup:
    middle = (_TOP + _SIDE - _BOTTOM) / 2
    words = (
        _words((_LEFT + _SIDE - _RIGHT) / 2, _SIDE - 10, across),
        _words(14, middle, up, transform=f"rotate(-90 14 {middle})"),
    )
    return element(
        "svg",
        *map(_tick, _TICKS),
        *content,
        *words,
        viewBox=f"0 0 {_SIDE} {_SIDE}",
        width=_SIDE,
        height=_SIDE,
        role="img",
        aria_label=title,
        font_size=12,
    )


def _tick(at: float) -> Markup:
    grid = {"stroke": INK, "opacity": 0.18}
    return joined(
        _line(at, 0, at, 1, **grid),
        _line(0, at, 1, at, **grid),
        _words(_x(at), _y(0) + 16, f"{sure_text(at)} %"),
        _words(_x(0) - 6, _y(at) + 4, f"{sure_text(at)} %", text_anchor="end"),
    )


def _x(share: float) -> float:
    return round(_LEFT + share * (_SIDE - _LEFT - _RIGHT), 1)


def _y(share: float) -> float:
    return round(_SIDE - _BOTTOM - share * (_SIDE - _TOP - _BOTTOM), 1)


def _line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> Markup:
    return element("line", x1=_x(x1), y1=_y(y1), x2=_x(x2), y2=_y(y2), **attributes)


def _polyline(points: Sequence[tuple[float, float]], **attributes: object) -> Markup:
    drawn = " ".join(f"{_x(x)},{_y(y)}" for x, y in points)
    return element("polyline", points=drawn, fill="none", stroke_width=2, **attributes)


def _area(points: Sequence[tuple[float, float]]) -> str:
    return f"M {' L '.join(f'{_x(x)} {_y(y)}' for x, y in points)} Z" if points else ""


def _words(x: float, y: float, text: str, **attributes: object) -> Markup:
    return element("text", text, x=x, y=y, **{"fill": INK, "text_anchor": "middle", **attributes})
