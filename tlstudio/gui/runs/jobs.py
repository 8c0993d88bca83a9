"""What is asked of the project for the list of runs, in the background."""

from dataclasses import dataclass
from pathlib import Path

from tlstudio.project.project import Project
from tlstudio.project.runs import Run


@dataclass(frozen=True)
class Runs:
    """The runs, the first one first, and the models of theirs that are still where they were put."""

    runs: tuple[Run, ...]
    models: frozenset[str]


def runs_order(project: Project) -> Runs:
    """All runs of a project."""
    runs = project.runs()
    models = {run.finished.model for run in runs if run.finished and run.finished.model}
    return Runs(runs, frozenset(model for model in models if Path(model).is_file()))
