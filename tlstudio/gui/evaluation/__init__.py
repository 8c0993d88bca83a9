"""A model judged on labelled photos: what it takes for what, its mistakes, and how sure it is."""
