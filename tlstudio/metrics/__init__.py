"""Plain numbers about predictions: accuracy, F1, intervals, calibration. Needs numpy, never torch."""
