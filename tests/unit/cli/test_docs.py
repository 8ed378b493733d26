import subprocess
import sys


def test_command_page_is_the_one_the_command_makes(repository, tmp_path):
    made = tmp_path / "cli.md"
    subprocess.run(
        [
            sys.executable, "-m", "typer", "stanceline.cli.main",
            "utils", "docs", "--name", "stanceline", "--output", str(made),
        ],
        check=True,
        capture_output=True,
        cwd=repository,
    )  # fmt: skip
    committed = (repository / "docs" / "cli.md").read_text(encoding="utf-8")
    assert committed == made.read_text(encoding="utf-8"), "run 'make docs'"
