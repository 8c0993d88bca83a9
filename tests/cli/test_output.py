"""Events as lines for people."""

from msgspec.structs import replace

from tlstudio.cli.output import event_text
from tlstudio.foundation.events import Finished


def test_that_the_last_lines_count_the_photos_that_could_not_be_read() -> None:
    end = Finished("completed", 3, 0.9, (0.8, 0.95), 12.0, "a.tlmodel", frozen_unchanged=True)
    assert "left out" not in event_text(end)
    assert event_text(replace(end, left_out=1200)).splitlines()[-1] == (
        "photos left out because they could not be read: 1,200"
    )
