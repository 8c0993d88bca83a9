"""Pre-trained networks: the catalogue, their weights, the layer tree, freezing, the border and the new head."""
