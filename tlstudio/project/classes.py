"""Rows of classes: they are made, and never deleted."""

import sqlite3

from tlstudio.dataset.sample import NO_LABEL


def class_row(database: sqlite3.Connection, name: str, folder: str | None) -> int:
    """The number of a new class; with a folder it is there at once, else when a change says so."""
    command = "INSERT INTO class (folder, name, present) VALUES (?, ?, ?)"
    number = database.execute(command, (folder, name, folder is not None)).lastrowid
    assert number is not None
    return number


def unlabelled_row(database: sqlite3.Connection) -> int:
    """The number of what stands for the class of photos without a label."""
    found = database.execute("SELECT number FROM class WHERE folder = ?", (NO_LABEL,)).fetchone()
    return int(found[0]) if found else class_row(database, NO_LABEL, folder=NO_LABEL)
