"""Where the wanted pixels lie in a photo: the numbers behind crop, pad, stretch and inside, and behind a view."""

from dataclasses import dataclass

from tlstudio.photos.request import PixelRequest
from tlstudio.photos.view import WHOLE, View

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Frame:
    """What is seen of a photo of `photo_width` × `photo_height`, upright and turned: whole pixels, one at least."""

    photo_width: int
    photo_height: int
    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """The pixels seen across."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """The pixels seen from top to bottom."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Placement:
    """Resize the part `left, top, right, bottom` (fractions of the photo's sides) to `width` × `height` pixels."""

    width: int
    height: int
    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    def box(self, width: int, height: int) -> Box:
        """The part in pixels of a photo of that size."""
        return (self.left * width, self.top * height, min(self.right * width, width), min(self.bottom * height, height))

    def within(self, frame: Frame) -> "Placement":
        """The same for the whole photo, when this one is for what is seen of it."""
        return Placement(
            self.width,
            self.height,
            (frame.left + self.left * frame.width) / frame.photo_width,
            (frame.top + self.top * frame.height) / frame.photo_height,
            (frame.left + self.right * frame.width) / frame.photo_width,
            (frame.top + self.bottom * frame.height) / frame.photo_height,
        )

    def whole(self) -> tuple[float, float]:
        """The size the whole photo would have at this scale."""
        return self.width / (self.right - self.left), self.height / (self.bottom - self.top)


def frame_of(view: View, width: int, height: int) -> Frame:
    """What the view shows of an upright photo of `width` × `height`."""
    if view.is_sideways:
        width, height = height, width
    left, top, right, bottom = view.box or WHOLE
    first, above = min(round(left * width), width - 1), min(round(top * height), height - 1)
    last, below = max(round(right * width), first + 1), max(round(bottom * height), above + 1)
    return Frame(width, height, first, above, last, below)


def place(request: PixelRequest, width: int, height: int) -> Placement:
    """Where the request's pixels come from in an upright photo of `width` × `height`."""
    match request.fit:
        case "crop":
            return _middle(request, width, height)
        case "stretch":
            return Placement(request.width, request.height)
        case "pad":
            return _scaled(width, height, min(request.width / width, request.height / height))
        case "inside":
            return _scaled(width, height, min(request.width / width, request.height / height, 1.0))


def seen_part(request: PixelRequest, width: int, height: int) -> Box:
    """Which part of an upright photo of `width` × `height` the request's pixels show: left, top, right and bottom in
    shares of its sides. Below 0 and above 1 there is nothing of the photo, but what pads it.
    """
    placement = place(request, width, height)
    if request.fit != "pad":
        return (placement.left, placement.top, placement.right, placement.bottom)
    left, top = (request.width - placement.width) // 2, (request.height - placement.height) // 2
    across, down = placement.width, placement.height
    return (-left / across, -top / down, (request.width - left) / across, (request.height - top) / down)


def _scaled(width: int, height: int, scale: float) -> Placement:
    return Placement(max(1, round(width * scale)), max(1, round(height * scale)))


def _middle(request: PixelRequest, width: int, height: int) -> Placement:
    """The same pixels as resizing the whole photo and cutting out its middle, in one step and without the waste.

    Rounded like torchvision's Resize and CenterCrop, the preprocessing that networks were trained and judged with.
    """
    cover_width, cover_height = int(request.width / request.crop_fraction), int(request.height / request.crop_fraction)
    if width * cover_height <= height * cover_width:
        whole_width, whole_height = cover_width, cover_width * height // width
    else:
        whole_width, whole_height = cover_height * width // height, cover_height
    left = round((whole_width - request.width) / 2)
    top = round((whole_height - request.height) / 2)
    return Placement(
        request.width,
        request.height,
        left / whole_width,
        top / whole_height,
        (left + request.width) / whole_width,
        (top + request.height) / whole_height,
    )
