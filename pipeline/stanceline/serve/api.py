"""The answers for programs: runs, series, passages, articles and entities as JSON."""

from __future__ import annotations

from fastapi import APIRouter, Request

from stanceline.report.provenance import read_provenance
from stanceline.serve.answers import RunAnswer
from stanceline.serve.shelf import Shelf

router = APIRouter(prefix="/api", tags=["api"])


@router.get("/runs")
def list_runs(request: Request) -> list[RunAnswer]:
    """List the runs that are served."""
    shelf: Shelf = request.app.state.shelf
    return [RunAnswer.from_provenance(name, provenance=read_provenance(run)) for name, run in shelf]
