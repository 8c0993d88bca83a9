"""The project file (`.tlproject`, SQLite): photos, marks, runs, and every edit with its inverse."""
