from __future__ import annotations

import sys
from pathlib import Path

# The builders of passages stand here, that of run directories beside the report's tests.
sys.path += [str(Path(__file__).parent), str(Path(__file__).parents[1] / "report")]
