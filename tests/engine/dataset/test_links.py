"""What is linked with what, by whichever way round and in whichever order it was joined."""

import random

from tlstudio.dataset.links import Links


def test_that_whatever_is_joined_by_way_of_others_has_one_leader_the_lowest() -> None:
    pairs = [(number, number + 2) for number in range(40)]  # the even ones, and the odd ones
    random.Random(3).shuffle(pairs)
    links: Links[int] = Links()
    for one, other in pairs:
        links.join(other, one)
    assert [links.leader(number) for number in range(42)] == [0, 1] * 21


def test_that_what_is_joined_with_nothing_leads_itself() -> None:
    links: Links[str] = Links()
    links.join("a", "b")
    links.join("a", "a")
    assert (links.leader("b"), links.leader("c")) == ("a", "c")
