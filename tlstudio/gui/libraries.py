# ruff: noqa: F401 - importing is all that is done here
"""Loading torch and what stands on it, seconds of work, in a background thread and never in two at once."""

import threading

_ONE_AT_A_TIME = threading.Lock()


def load_plots() -> None:
    """Import what the curves are drawn with; it makes no Qt objects, so any thread may do this."""
    with _ONE_AT_A_TIME:
        import tlstudio.gui.advice.proof_plot
        import tlstudio.gui.evaluation.calibration_plot
        import tlstudio.gui.evaluation.threshold_plot
        import tlstudio.gui.evaluation.window
        import tlstudio.gui.training.plot_parts
        import tlstudio.gui.training.rate_plot


def load_engine() -> None:
    """Import all of the engine that needs torch; a call that comes second waits for the first, later ones are free.

    Two threads that import the same large package at the same time can see it half made.
    """
    with _ONE_AT_A_TIME:
        import timm
        import torch
        import torchvision

        import tlstudio.backbone.catalogue
        import tlstudio.backbone.survey
        import tlstudio.evaluation.advice
        import tlstudio.evaluation.cross_validation
        import tlstudio.evaluation.evaluating
        import tlstudio.evaluation.probes
        import tlstudio.pipeline
        import tlstudio.prediction.predictor
        import tlstudio.training.finder
