"""The real libraries as fixtures, and what to do where they cannot be installed."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import pytest

from compat_tests.comparison import Row, table
from compat_tests.oracle import Oracle, available


@pytest.fixture(scope="session")
def real_keras() -> Iterator[Oracle]:
    """The real Keras 3 on TensorFlow, one process for the session; for tests marked `live`."""
    with Oracle("keras") as oracle:
        yield oracle


@pytest.fixture(scope="session")
def real_tf_keras() -> Iterator[Oracle]:
    """tf_keras (Keras 2), one process for the session; for tests marked `live`."""
    with Oracle("tf_keras") as oracle:
        yield oracle


@pytest.fixture(scope="session")
def compared(request: pytest.FixtureRequest) -> dict[str, list[Row]]:
    """Lists for the rows that a session compares; it prints them at its end."""
    return request.config.stash.setdefault(_rows, {"live": [], "as recorded": []})


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "live: compares with the real Keras, which must be installed"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Quick tests first, then `live`, then `slow`; `live` ones only beside the real library."""
    items.sort(
        key=lambda item: [item.get_closest_marker(name) is not None for name in ("slow", "live")]
    )
    dropped = [item for item in items if item.get_closest_marker("live") and not _can_run(item)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item not in set(dropped)]
        config.stash[_dropped] = len(dropped)


_dropped = pytest.StashKey[int]()
_rows = pytest.StashKey[dict[str, list[Row]]]()


def _can_run(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return available("tf_keras" if "real_tf_keras" in fixtures else "keras")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes (`pytest -n`) hands on what the first of them is to print."""
    config = session.config
    if hasattr(config, "workeroutput"):
        found = config.stash.get(_rows, {}), config.stash.get(_dropped, 0)
        config.workeroutput["compared"] = pickle.dumps(found)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: Any) -> None:
    if "compared" in getattr(node, "workeroutput", {}):
        rows, dropped = pickle.loads(node.workeroutput["compared"])
        kept = node.config.stash.setdefault(_rows, {"live": [], "as recorded": []})
        for against, more in rows.items():
            kept[against] += more
        node.config.stash[_dropped] = dropped  # each process leaves out the same


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    compared = config.stash.get(_rows, {})
    for against, rows in compared.items():
        if rows and (against == "live" or not compared["live"]):
            terminalreporter.section(
                f"keras_lite and the real Keras, {against}: largest differences"
            )
            terminalreporter.write_line(table(rows))
    count = config.stash.get(_dropped, 0)
    if count:
        terminalreporter.write_line(
            f"{count} live tests left out: the real Keras on TensorFlow is not installed here; "
            "the recorded goldens were checked instead."
        )
