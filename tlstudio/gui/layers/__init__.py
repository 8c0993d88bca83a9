"""The layer tree: what the network is made of, and which of its layers stay frozen."""
