"""What every room stands on: events, control, errors, safe files. Knows nothing of the rest."""
