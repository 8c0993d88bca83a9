import hashlib

import torch

from tlstudio.backbone.proof import fingerprint


def tensors() -> dict[str, torch.Tensor]:
    return {"b.weight": torch.arange(6.0).reshape(2, 3), "a.running_mean": torch.ones(3), "a.batches": torch.tensor(7)}


def test_that_the_order_and_the_memory_layout_do_not_matter() -> None:
    other = dict(reversed(tensors().items()))
    other["b.weight"] = other["b.weight"].t().contiguous().t()
    assert fingerprint(other) == fingerprint(tensors())


def test_that_one_changed_value_in_a_weight_or_buffer_shows() -> None:
    for name in tensors():
        changed = tensors()
        changed[name].view(-1)[-1] += 1
        assert fingerprint(changed) != fingerprint(tensors())


def test_that_names_kinds_and_shapes_count() -> None:
    one = torch.zeros(4)
    prints = [{"a": one}, {"b": one}, {"a": one.int()}, {"a": one.reshape(2, 2)}, {"a": one, "b": one}, {}]
    assert len({fingerprint(each) for each in prints}) == len(prints)


def test_that_the_hash_can_be_repeated_with_other_tools() -> None:
    value = torch.tensor([1.0, 2.0])
    by_hand = hashlib.sha256(b"w\0torch.float32\0(2,)\0" + value.numpy().tobytes()).hexdigest()
    assert fingerprint({"w": value}) == by_hand
