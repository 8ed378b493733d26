from __future__ import annotations

import sys
from pathlib import Path

# The builder of run directories stands beside the unit tests of the report.
sys.path.append(str(Path(__file__).parents[1] / "unit" / "report"))
