import pytest
import torch

from tlstudio.backbone.catalogue import find, layer_tree
from tlstudio.backbone.construction import build_unallocated, take_off_classifier
from tlstudio.backbone.freezing import freeze_map, parameter_counts
from tlstudio.backbone.layers import owners
from tlstudio.backbone.tree import LayerTree

NETWORKS = [
    "efficientnet_lite0",
    "resnet18",
    "densenet121",
    "googlenet",
    "squeezenet1_1",
    "convnext_tiny",
    "swin_t",
    "swin_v2_t",
    "maxvit_t",
    "vit_b_32",
    "regnet_y_400mf",
    "vgg11",
]


def first_of_each_stage(tree: LayerTree) -> list[str]:
    stages: dict[int, str] = {}
    for row in tree.rows:
        if row.stateful:
            stages.setdefault(row.stage, row.path)
    return list(stages.values())


@pytest.mark.parametrize("name", NETWORKS)
def test_that_every_parameter_is_in_exactly_one_stateful_row(name: str) -> None:
    tree = layer_tree(name, 7)
    body = build_unallocated(find(name).build)
    _, features = take_off_classifier(body)
    stateful = {row.path: row for row in tree.rows if row.stateful}
    counted = dict.fromkeys(stateful, 0)
    for tensor_name, parameter in body.named_parameters():
        counted[owners(body)[tensor_name]] += parameter.numel()
    counted["head"] = (features + 1) * 7
    assert counted == {path: row.parameters for path, row in stateful.items()}
    assert parameter_counts(tree, ())[1] == sum(counted.values())


@pytest.mark.parametrize("name", NETWORKS)
def test_that_a_parent_stands_directly_before_its_children_and_the_head_is_last(name: str) -> None:
    rows = layer_tree(name, 2).rows
    open_parents = [""]
    for row in rows:
        while open_parents[-1] != row.parent:
            open_parents.pop()
        open_parents.append(row.path)
        assert row.children == sum(other.parent == row.path for other in rows)
    assert rows[-1].path == "head"
    assert [row.stage for row in rows if row.stateful] == sorted(row.stage for row in rows if row.stateful)


@pytest.mark.parametrize("name", NETWORKS)
def test_that_every_network_is_cut_from_front_to_back(name: str) -> None:
    tree = layer_tree(name, 2)
    assert not tree.note
    assert len(tree.cuts) > 5
    sizes = [len(cut.rows) for cut in tree.cuts]
    assert sizes == sorted(sizes)
    assert tree.cuts[-1].rows == {row.path for row in tree.rows if row.stateful and row.path != "head"}


def test_that_rows_stand_in_the_order_in_which_data_flows() -> None:
    paths = [row.path for row in layer_tree("vit_b_32", 2).rows if not row.parent or row.parent == "encoder"]
    assert paths == [
        "conv_proj",
        "class_token",
        "encoder",
        "encoder.pos_embedding",
        "encoder.dropout",
        "encoder.layers",
        "encoder.ln",
        "head",
    ]


def test_that_a_layer_that_is_never_called_itself_has_a_row_behind_its_sibling() -> None:
    rows = [row for row in layer_tree("vit_b_32", 2).rows if row.parent.endswith("encoder_layer_0.self_attention")]
    assert [row.path.rpartition(".")[2] for row in rows] == ["in_proj_weight", "in_proj_bias", "out_proj"]
    assert [row.type for row in rows] == ["Parameter", "Parameter", "NonDynamicallyQuantizableLinear"]
    assert all(row.stateful and row.output == () for row in rows)


def test_that_a_table_in_a_block_has_a_row_of_its_own() -> None:
    rows = {row.path: row for row in layer_tree("swin_t", 2).rows}
    assert rows["features.1.0.attn.relative_position_bias_table"].parameters == 169 * 3
    assert "features.1.0.attn.relative_position_index" not in rows
    assert {row.type for row in layer_tree("convnext_tiny", 2).rows if row.path.endswith("layer_scale")} == {
        "Parameter"
    }


def test_that_output_shapes_have_the_channels_first() -> None:
    rows = {row.path: row for row in layer_tree("swin_t", 2).rows}
    assert rows["features.1"].output == (96, 56, 56)
    assert rows["features.7"].output == (768, 7, 7)


def test_that_auxiliary_heads_and_the_old_classifier_are_gone() -> None:
    paths = {row.path for row in layer_tree("googlenet", 2).rows}
    assert not {"aux1", "aux2", "fc"} & paths
    assert "heads" not in {row.path for row in layer_tree("vit_b_32", 2).rows}


def test_that_stages_are_runs_of_equal_resolution() -> None:
    assert first_of_each_stage(layer_tree("resnet18", 2)) == [
        "conv1",
        "layer1.0.conv1",
        "layer2.0.conv1",
        "layer3.0.conv1",
        "layer4.0.conv1",
        "head",
    ]


def test_that_a_vit_has_four_equal_groups_of_blocks() -> None:
    blocks = [row for row in layer_tree("vit_b_32", 2).rows if row.parent == "encoder.layers"]
    assert [row.stage for row in blocks] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]


def test_that_fine_tuning_the_top_trains_the_last_resolution_and_what_follows() -> None:
    tree = layer_tree("efficientnet_lite0", 2)
    frozen = freeze_map(tree, "top")
    trained = {row.path.split(".")[0] for row in tree.rows if row.stateful and row.path not in frozen}
    assert trained == {"blocks", "conv_head", "bn2", "head"}
    assert {path for path in frozen if path.startswith("blocks")} == {
        row.path for row in tree.rows if row.stateful and row.path.startswith(tuple(f"blocks.{n}" for n in range(5)))
    }


def test_that_hints_are_few_and_go_from_edges_to_objects() -> None:
    hints = [(row.path, row.hint) for row in layer_tree("efficientnet_lite0", 2).rows if row.hint]
    assert [hint for _, hint in hints[:-1]] == ["edges, colours", "textures", "patterns, parts", "objects"]
    assert [path for path, _ in hints] == ["conv_stem", "blocks.2", "blocks.3", "blocks.5", "head"]


def test_that_looking_at_a_network_disturbs_no_global_randomness() -> None:
    before = torch.get_rng_state()
    find("mobilenet_v3_small")
    layer_tree("mobilenet_v3_small", 3)
    assert torch.equal(torch.get_rng_state(), before)
