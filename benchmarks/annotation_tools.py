"""Take 1,000 hostile passages with labels and spans through every format, and through real tools.

python benchmarks/annotation_tools.py --out benchmarks/results/annotation-tools.json
    [--label-studio URL --label-studio-token TOKEN] [--doccano URL --doccano-login NAME:PASSWORD]

A real tool is one that is running: the tasks are sent to its API with labels, and its own export
is read back. Without the options only files are written and read.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import requests
from machine import describe_machine

from stanceline.label.annotations import Annotation
from stanceline.label.exchange import label_studio
from stanceline.label.exchange.formats import FORMATS, read_labels, write_labels
from stanceline.label.tasks import Task
from stanceline.records import Rejected

sys.path.append(str(Path(__file__).parents[1] / "tests" / "unit" / "label"))
from label_passages import label_all, make_tasks

COUNT = 1000


def compare(
    tasks: Sequence[Task], given: Sequence[Annotation], back: Sequence[Annotation | Rejected]
) -> dict[str, Any]:
    """Count what came back equal, what did not, and in which field."""
    found = {(a.coder, a.passage_id): a for a in back if isinstance(a, Annotation)}
    differing: Counter[str] = Counter()
    equal = 0
    for one in given:
        other = found.get((one.coder, one.passage_id))
        if other == one:
            equal += 1
        elif other is None:
            differing["missing"] += 1
        else:
            names = ("label", "evidence", "labelled_at", "seconds", "comment", "pi", "stratum")
            differing.update(name for name in names if getattr(one, name) != getattr(other, name))
    rejections = Counter(r.message.split("]")[0][:60] for r in back if isinstance(r, Rejected))
    return {
        "passages": len(tasks),
        "annotations": len(given),
        "spans": sum(len(a.evidence) for a in given),
        "equal": equal,
        "differing_fields": dict(differing),
        "rejected": sum(rejections.values()),
        "rejections": dict(rejections.most_common(3)),
    }


def through_file(format_: str, folder: Path) -> dict[str, Any]:
    tasks = make_tasks(COUNT)
    given = label_all(tasks, coder="anna")
    path = folder / f"{format_}.{'xlsx' if format_ == 'xlsx' else 'txt'}"
    write_labels(format_, tasks, path, annotations=given)
    return compare(tasks, given, list(read_labels(format_, path, tasks)))


def through_label_studio(url: str, token: str, folder: Path) -> dict[str, Any]:
    """Import tasks with predictions and annotations, export them again as JSON."""
    tasks = make_tasks(COUNT)
    given = label_all(tasks, coder="anna")
    write_labels("label-studio", tasks, folder / "ls.json", annotations=given)
    session = requests.Session()
    session.headers["Authorization"] = f"Token {token}"
    made = session.post(
        f"{url}/api/projects",
        json={"title": "round trip", "label_config": label_studio.make_config()},
        timeout=60,
    )
    made.raise_for_status()
    project = made.json()["id"]
    rows = json.loads((folder / "ls.json").read_text(encoding="utf-8"))
    sent = session.post(f"{url}/api/projects/{project}/import", json=rows, timeout=600)
    sent.raise_for_status()
    answer = session.get(f"{url}/api/projects/{project}/export?exportType=JSON", timeout=600)
    answer.raise_for_status()
    (folder / "ls-back.json").write_bytes(answer.content)
    result = compare(
        tasks, given, list(read_labels("label-studio", folder / "ls-back.json", tasks))
    )
    predictions = sum(len(row.get("predictions", [])) for row in json.loads(answer.content))
    version = session.get(f"{url}/api/version", timeout=60).json().get("release")
    return result | {"version": version, "imported": sent.json(), "predictions": predictions}


def through_doccano(url: str, login: str, folder: Path) -> dict[str, Any]:
    """Import JSON lines into a project of intents and slots, export them again."""
    tasks = make_tasks(COUNT)
    given = label_all(tasks, coder="anna")
    write_labels("doccano", tasks, folder / "doccano.jsonl", annotations=given)
    session = requests.Session()
    name, _, password = login.partition(":")
    session.post(
        f"{url}/v1/auth/login/", json={"username": name, "password": password}, timeout=60
    ).raise_for_status()
    session.headers["X-CSRFToken"] = session.cookies["csrftoken"]
    project = _call(
        session.post(
            f"{url}/v1/projects",
            json={
                "name": "round trip", "description": "round trip", "guideline": "",
                "project_type": "IntentDetectionAndSlotFilling",
                "resourcetype": "IntentDetectionAndSlotFillingProject", "allow_overlapping": True,
                "grapheme_mode": False, "use_relation": False, "random_order": False,
                "collaborative_annotation": False, "single_class_classification": True, "tags": [],
            },
            timeout=60,
        )
    )["id"]  # fmt: skip
    upload = session.post(
        f"{url}/v1/fp/process/",
        files={"filepond": ("doccano.jsonl", (folder / "doccano.jsonl").read_bytes())},
        timeout=60,
    )
    upload.raise_for_status()
    started = _call(
        session.post(
            f"{url}/v1/projects/{project}/upload",
            json={
                "format": "JSONL", "task": "IntentDetectionAndSlotFilling",
                "uploadIds": [upload.text.strip('"')], "column_data": "text",
                "column_label": "cats",
                "encoding": "utf_8", "delimiter": "",
            },
            timeout=60,
        )
    )  # fmt: skip
    imported = _wait(session, url, started["task_id"])
    export = _call(
        session.post(
            f"{url}/v1/projects/{project}/download",
            json={"format": "JSONL", "exportApproved": False},
            timeout=60,
        )
    )
    _wait(session, url, export["task_id"])
    content = session.get(
        f"{url}/v1/projects/{project}/download?taskId={export['task_id']}", timeout=600
    )
    content.raise_for_status()
    with zipfile.ZipFile(io.BytesIO(content.content)) as archive:
        lines = [archive.read(member).decode("utf-8") for member in archive.namelist()]
    (folder / "back.jsonl").write_text("".join(lines), encoding="utf-8", newline="")
    back = list(read_labels("doccano", folder / "back.jsonl", tasks))
    return compare(tasks, given, back) | {"import_errors": imported.get("error", [])}


def _wait(session: requests.Session, url: str, task: str) -> dict[str, Any]:
    for _ in range(600):
        status = _call(session.get(f"{url}/v1/tasks/status/{task}", timeout=60))
        if status["ready"]:
            return status.get("result") or {}
        time.sleep(1)
    raise TimeoutError(task)


def _call(answer: requests.Response) -> dict[str, Any]:
    if not answer.ok:
        raise RuntimeError(f"{answer.url}: {answer.status_code} {answer.text[:400]}")
    return answer.json()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--label-studio")
    parser.add_argument("--label-studio-token", default="")
    parser.add_argument("--doccano")
    parser.add_argument("--doccano-login", default="")
    options = parser.parse_args()
    results: dict[str, Any] = {}
    if options.out.exists():
        # The tools need not run at the same time: a later call adds to what is there.
        results = json.loads(options.out.read_text(encoding="utf-8"))["round_trips"]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        steps: dict[str, Callable[[], dict[str, Any]]] = {
            f"file: {name}": lambda name=name: through_file(name, folder) for name in FORMATS
        }
        if options.label_studio:
            steps["running: label-studio"] = lambda: through_label_studio(
                options.label_studio, options.label_studio_token, folder
            )
        if options.doccano:
            steps["running: doccano"] = lambda: through_doccano(
                options.doccano, options.doccano_login, folder
            )
        for name, step in steps.items():
            results[name] = step()
            print(name, results[name])
    content = {"machine": describe_machine(), "n": COUNT, "round_trips": results}
    options.out.write_text(
        json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
