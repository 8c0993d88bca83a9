"""Photos that models have judged, as a grid and one by one, with their labels mended on the spot."""
