"""The same run on a local Ray: the same rows, and a death costs nothing."""

import pytest
from test_pool import FINE, rejected, run, scored, write_articles

from stanceline.batch.ray_runner import RayRunner
from stanceline.batch.runners import Loop
from stanceline.errors import MissingExtraError


@pytest.fixture(autouse=True)
def toys_can_be_imported(monkeypatch, repository):
    monkeypatch.syspath_prepend(str(repository / "tests" / "unit" / "batch"))
    # A local cluster must not turn on tokens for others on this machine.
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")


def test_ray_that_is_not_installed_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(MissingExtraError, match=r"stanceline\[ray\]"):
        RayRunner(workers=1).__enter__()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_actors_give_what_a_loop_gives_and_leave_out_what_kills_them(tmp_path):
    pytest.importorskip("ray")
    poison = f"{FINE} This text kills framers."
    inputs = write_articles(tmp_path / "in", *(f"{FINE} Day {n}." for n in range(9)), poison)
    fine = write_articles(tmp_path / "fine", *(f"{FINE} Day {n}." for n in range(9)))
    manifest = run(inputs, tmp_path / "ray", runner=RayRunner(workers=2))
    run(fine, tmp_path / "loop", runner=Loop())
    assert manifest["quarantined"] == 1
    assert [row["error"] for row in rejected(tmp_path / "ray")] == ["crash"]
    assert len(scored(tmp_path / "ray")) == len(scored(tmp_path / "loop"))
