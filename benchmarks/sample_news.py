"""The sample corpus, end to end, against its planted truth, with the seconds of each stage.

python benchmarks/sample_news.py --out benchmarks/results/sample-news.json
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from machine import describe_machine
from result_file import write_result

from stanceline.batch import planted_audit
from stanceline.batch.execution import CorpusRun
from stanceline.batch.planted import compare, print_comparison, to_json
from stanceline.batch.run import run_corpus
from stanceline.config import find_home, load_configuration
from stanceline.report.page import write_report
from stanceline.store.run_directory import RunDirectory


def main() -> None:
    """Run, compare, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    configuration = load_configuration()
    corpus = find_home(configuration.settings) / "corpora" / "sample-news"
    with tempfile.TemporaryDirectory() as folder:
        run = RunDirectory(Path(folder) / "run")
        manifest = run_corpus(
            [corpus / "articles"], CorpusRun(run=run, configuration=configuration)
        )
        report_bytes = write_report(run).stat().st_size
        truth = corpus / "truth.jsonl"
        comparison = compare(run, truth)
        correction = planted_audit.correct(run, truth, planted_audit.draw_audit(run, truth))
    result = {
        "comparison": to_json(comparison),
        "correction": planted_audit.to_json(correction),
        "counts": manifest["counts"],
        "model": manifest["model"],
        "report_bytes": report_bytes,
        "timings_s": manifest["timings_s"],
        "machine": describe_machine(),
    }
    write_result(out, result)
    print("\n".join(print_comparison(comparison)))
    print("\n".join(planted_audit.print_correction(correction)))


if __name__ == "__main__":
    main()
