"""The project behind what is open: edits, undo, and what is found when its folders are looked at again."""
