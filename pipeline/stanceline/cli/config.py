"""``stanceline config``: every setting, its value, and where the value came from."""

from __future__ import annotations

from stanceline.cli.options import AsJson, ConfigFile, Overrides, configure


def config(config: ConfigFile = None, overrides: Overrides = None, *, json: AsJson = False) -> None:
    """Print all settings with their values and origins."""
    from stanceline.cli.console import print_json
    from stanceline.config import flat_settings

    configuration = configure(config, overrides)
    values = flat_settings(configuration.settings)
    origins = {name: configuration.origins.get(name, "default") for name in values}
    if json:
        print_json({name: {"value": values[name], "origin": origins[name]} for name in values})
        return
    for name, value in values.items():
        print(f"{name} = {value!r}  ({origins[name]})")
