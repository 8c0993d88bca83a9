"""The terminal: arguments in, events out as text or as one JSON object per line. One file per command."""
