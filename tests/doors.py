"""The import-linter contract of closed doors: views, api, forms and admin of an app are its own affair.

import-linter's `protected` contract would need one section for each app and refuses doors that do not exist yet; this
one holds for every app, today's and tomorrow's.
"""

from __future__ import annotations

import grimp
from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """Other apps come in through models, rules, permissions, queries and actions; only the top floor opens doors."""

    type_name = "doors"

    container = fields.StringField()
    doors = fields.ListField(subfield=fields.StringField())
    allowed_importers = fields.ListField(subfield=fields.StringField())
    open_doors = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Find imports of a door from outside its app."""
        found = []
        for app in sorted(graph.find_children(self.container)):
            for door in self.doors:
                name = f"{app}.{door}"
                if name not in graph.modules or name in (self.open_doors or ()):
                    continue
                for module in (name, *sorted(graph.find_descendants(name))):
                    found += [
                        (importer, module)
                        for importer in sorted(graph.find_modules_that_directly_import(module))
                        if not _inside(importer, (app, *self.allowed_importers))
                    ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import."""
        for importer, module in check.metadata["found"]:
            output.print_error(f"{importer} imports {module}, which is a closed door.")


def _inside(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
