"""What a project file consists of, and how one is known for what it is."""

APPLICATION_ID = 0x746C7374  # stands in SQLite's header; reads “tlst”
VERSION = 1

# What was found on disk: path, digest, folder, part, alike
# (the digest that stands for its group), present. What a person says of it: label, split, left_out, turn, crop
# (degrees, clockwise; millionths of the turned photo's sides that are cut off at left, top, right, bottom).
# `folder` and `label` are numbers of classes; two classes of the same name are one class to the outside, so that a
# merge is a renaming and loses nothing. The class without a name is that of photos without a label. Rows of photos and
# classes are never deleted: what is gone is not `present`.
_CREATE = [
    """CREATE TABLE project (
        number INTEGER PRIMARY KEY CHECK (number = 1),
        photos TEXT NOT NULL, beside TEXT NOT NULL, recipe TEXT NOT NULL
    )""",
    """CREATE TABLE class (
        number INTEGER PRIMARY KEY, folder TEXT CHECK (typeof(folder) IN ('text', 'null')),
        name TEXT NOT NULL CHECK (typeof(name) = 'text'), present INTEGER NOT NULL CHECK (present IN (0, 1))
    )""",
    """CREATE TABLE photo (
        number INTEGER PRIMARY KEY,
        path TEXT NOT NULL CHECK (typeof(path) = 'text'),
        digest TEXT NOT NULL CHECK (typeof(digest) = 'text' AND length(digest) = 40),
        folder INTEGER NOT NULL CHECK (typeof(folder) = 'integer'),
        part TEXT NOT NULL CHECK (part IN ('train', 'validation', 'test')),
        alike TEXT CHECK (typeof(alike) IN ('text', 'null')),
        present INTEGER NOT NULL CHECK (present IN (0, 1)),
        label INTEGER CHECK (typeof(label) IN ('integer', 'null')),
        split TEXT CHECK (split IN ('train', 'validation', 'test')),
        left_out INTEGER NOT NULL CHECK (left_out IN (0, 1)),
        turn INTEGER NOT NULL DEFAULT 0 CHECK (turn IN (0, 90, 180, 270)),
        crop TEXT CHECK (
            crop GLOB replace('nnnnnn nnnnnn nnnnnn nnnnnn', 'n', '[0-9]')
            AND substr(crop, 1, 6) + substr(crop, 15, 6) <= 990000
            AND substr(crop, 8, 6) + substr(crop, 22, 6) <= 990000
        )
    )""",
    "CREATE INDEX photo_path ON photo (path)",
    "CREATE TABLE skipped (number INTEGER PRIMARY KEY, path TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL)",
    """CREATE TABLE edit (
        number INTEGER PRIMARY KEY, words TEXT NOT NULL, forward BLOB NOT NULL, backward BLOB NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped', 'found'))
    )""",
    """CREATE TABLE revision (
        number INTEGER PRIMARY KEY, edit INTEGER NOT NULL, undone INTEGER NOT NULL CHECK (undone IN (0, 1)),
        time TEXT NOT NULL
    )""",
    """CREATE TABLE run (
        number INTEGER PRIMARY KEY, revision INTEGER NOT NULL, recipe BLOB NOT NULL, started TEXT NOT NULL
    )""",
    "CREATE TABLE run_event (number INTEGER PRIMARY KEY, run INTEGER NOT NULL, event BLOB NOT NULL)",
    "CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB NOT NULL)",
]

CREATE = [*_CREATE, f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {VERSION}"]
TABLES = tuple(line.split()[2] for line in _CREATE if line.startswith("CREATE TABLE"))
EXPECTED = frozenset(_CREATE)  # what SQLite answers when asked how tables were made: the same text
