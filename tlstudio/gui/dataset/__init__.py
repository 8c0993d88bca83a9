"""The dataset browser: classes with their counts, thumbnails, and the files that are not used."""
