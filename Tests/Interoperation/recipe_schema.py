"""Checks the recipe schema with PyPI's jsonschema: it accepts every recipe of the project, and rejects the structural ones
among the bad recipes of Tests/RecipeTests/Bad. Needs jsonschema and ruamel.yaml, which reads YAML 1.2.

Usage: recipe_schema.py GANZOO
"""

import json
import pathlib
import subprocess
import sys

import jsonschema
import ruamel.yaml

root = pathlib.Path(__file__).resolve().parents[2]
schema = json.loads(subprocess.run([sys.argv[1], "recipe", "schema"], check=True, capture_output=True).stdout)
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)


def errors(path):
    value = ruamel.yaml.YAML(typ="safe", pure=True).load(path)
    return [f"{'.'.join(map(str, error.path))}: {error.message[:160]}" for error in validator.iter_errors(value)]


recipes = sorted((root / "recipes").rglob("*.yaml"))
bad = root / "Tests/RecipeTests/Bad"
structural = (bad / "structural.txt").read_text().split()
failures = [f"{path}: {error}" for path in recipes for error in errors(path)]
failures += [f"{name}: accepted" for name in structural if not errors(bad / f"{name}.yaml")]
failures += [f"base.yaml: {error}" for error in errors(bad / "base.yaml")]
print("\n".join(failures) or f"{len(recipes)} recipes accepted, {len(structural)} bad ones rejected")
sys.exit(1 if failures or not recipes else 0)
