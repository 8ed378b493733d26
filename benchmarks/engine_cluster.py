"""Score on a Ray cluster of three nodes on this machine, and kill one of them meanwhile.

python benchmarks/engine_cluster.py INPUT OUT
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path

import ray
from engine_toys import TOOLS
from ray.cluster_utils import Cluster

from stanceline.batch.execution import CorpusRun
from stanceline.batch.ray_runner import RayRunner
from stanceline.batch.run import run_corpus
from stanceline.config import load_configuration
from stanceline.store.run_directory import RunDirectory


def main() -> None:
    os.environ["TOY_PACE_S"] = "0.5"
    inputs, out = Path(sys.argv[1]), Path(sys.argv[2])
    cluster = Cluster(
        initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False}
    )
    nodes = [cluster.add_node(num_cpus=1) for _ in range(2)]
    told = {"nodes": 3, "killed_at_scored": None}

    def kill_one() -> None:
        while not list(out.glob("scores/**/*.parquet")):
            time.sleep(0.2)
        told["killed_at_scored"] = len(list(out.glob("scores/**/*.parquet")))
        cluster.remove_node(nodes[0], allow_graceful=False)

    killer = threading.Thread(target=kill_one)
    killer.start()
    execution = CorpusRun(
        run=RunDirectory(out),
        configuration=load_configuration(overrides=["ingest.shard_size=5"]),
        runner=RayRunner(workers=3, address=cluster.address),
        tools=TOOLS,
    )
    began = time.perf_counter()
    manifest = run_corpus([inputs], execution)
    told["seconds"] = round(time.perf_counter() - began, 1)
    told["quarantined"] = manifest["quarantined"]
    killer.join()
    print(json.dumps(told), flush=True)
    ray.shutdown()
    cluster.shutdown()


if __name__ == "__main__":
    main()
