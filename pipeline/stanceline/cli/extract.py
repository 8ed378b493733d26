"""``stanceline extract``: passages, figures, institutions and voices of a run's articles."""

from __future__ import annotations

from stanceline.cli.options import ConfigFile, Overrides, Run, configure


def extract(run: Run, config: ConfigFile = None, overrides: Overrides = None) -> None:
    """Find passages, people, institutions, amounts and voices in a run's articles."""
    from stanceline.batch.plan import read_plan
    from stanceline.cli.console import show_progress
    from stanceline.cli.run import make_execution
    from stanceline.store.run_directory import open_run

    directory = open_run(run)
    configuration = configure(config, overrides)
    with show_progress() as progress, directory.locked():
        execution = make_execution(run, configuration, progress)
        plan = read_plan(directory.plan)
        with execution.runner:
            execution.extract(plan)
        execution.write_rejected(plan)
