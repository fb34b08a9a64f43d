"""The layers contract of import-linter, blind to the test files that stand beside the sources."""

from __future__ import annotations

import grimp
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import ContractCheck


class LayersWithoutTests(LayersContract):
    """Imports go down, except in `*_test.py`: a test of the engine may well use a layer."""

    type_name = "layers_without_tests"

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        for module in list(graph.modules):
            if module.endswith("_test"):
                graph.remove_module(module)
        return super().check(graph, verbose)
