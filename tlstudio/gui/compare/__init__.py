"""Two runs beside each other, photo by photo: what the later one puts right, and what it breaks."""
