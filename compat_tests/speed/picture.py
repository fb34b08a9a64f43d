"""The pictures of a recorded benchmark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from compat_tests.speed.models import NUMPY, PRODUCTS, C
from compat_tests.speed.peers import PEERS
from compat_tests.speed.report import duration

OURS, OTHERS, LIMIT = "#1f6fb4", "#c9ced6", "#e8a33d"
TEXT, GRID = "#33373d", "#e7e9ed"
SHORT = {
    "width": "units in each of two hidden layers",
    "depth": "hidden layers",
    "rows": "rows",
    "batch": "rows of a batch",
    "epochs": "epochs",
}


def steps(results: dict[str, Any], path: Path) -> None:
    """Time of a step by model and peer, a bar for each, on a logarithmic scale."""
    plt = _pyplot()
    models = [m for m in results["models"] if m["times"].get("plain")]
    columns = min(3, len(models))
    lines = -(-len(models) // columns)
    figure, axes = plt.subplots(
        lines, columns, figsize=(4.0 * columns, 2.7 * lines + 0.5), squeeze=False
    )
    for axis, model in zip(axes.flat, models, strict=False):
        _bars(axis, model)
    for axis in list(axes.flat)[len(models) :]:
        axis.remove()
    figure.suptitle(
        "Time of a training step within fit, shorter is better (logarithmic)", color=TEXT, size=11
    )
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _bars(axis: Any, model: dict[str, Any]) -> None:
    times = {p.name: model["times"]["plain"].get(p.name) for p in PEERS}
    found = sorted(((min(t), name) for name, t in times.items() if t), reverse=True)
    seconds = [t for t, _ in found]
    low = min(seconds) / 2.5
    colours = {NUMPY: OURS, C: OURS, PRODUCTS: LIMIT}
    axis.barh(
        [name for _, name in found],
        [t - low for t in seconds],
        left=low,
        color=[colours.get(name, OTHERS) for _, name in found],
        height=0.72,
    )
    axis.set_xscale("log")
    axis.set_xlim(low, max(seconds) * 6)
    for place, (t, _) in enumerate(found):
        axis.text(t * 1.15, place, duration(t), va="center", size=7.5, color=TEXT)
    axis.set_title(model["name"], size=9.5, color=TEXT, loc="left")
    axis.tick_params(axis="y", length=0, labelsize=8, labelcolor=TEXT)
    axis.xaxis.set_visible(False)
    for label in axis.get_yticklabels():
        if label.get_text() in (NUMPY, C):
            label.set_fontweight("bold")
    for side in axis.spines.values():
        side.set_visible(False)


def growth(results: dict[str, Any], path: Path) -> None:
    """Time per row and memory along each axis, beside arithmetic and what memory is needed."""
    plt = _pyplot()
    names = list(dict.fromkeys(row["axis"] for row in results["growth"]))
    figure, axes = plt.subplots(
        2, len(names), figsize=(2.9 * len(names), 5.2), squeeze=False, sharex="col"
    )
    for column, name in enumerate(names):
        top, bottom = axes[:, column]
        for executor, style in (("numpy", "-"), ("c", "--")):
            rows = [r for r in results["growth"] if r["axis"] == name and r["executor"] == executor]
            if not rows:
                continue
            sizes = [r["size"] for r in rows]
            label = {"numpy": NUMPY, "c": C}[executor]
            settings: Any = {"color": OURS, "linestyle": style, "marker": "o", "markersize": 3.5}
            top.plot(sizes, [r["per_row"] * 1e6 for r in rows], label=label, **settings)
            bottom.plot(sizes, [r["added"] / 1e6 for r in rows], label=label, **settings)
            if executor == "numpy":
                scale = min(r["per_arithmetic"] for r in rows) * 1e6
                ideal = [r["arithmetic_per_row"] * scale for r in rows]
                top.plot(sizes, ideal, color=LIMIT, linewidth=1.2, label="as its arithmetic")
                needed = [r["needed"] / 1e6 for r in rows]
                bottom.plot(sizes, needed, color=LIMIT, linewidth=1.2, label="needed")
        bottom.set_xlabel(SHORT.get(name, name), size=8.5, color=TEXT)
        for axis in (top, bottom):
            axis.set_xscale("log", base=2 if name in ("width", "depth", "batch") else 10)
            axis.set_yscale("log")
            axis.grid(color=GRID, linewidth=0.7)
            axis.tick_params(labelsize=7.5, labelcolor=TEXT, color=GRID)
            for side in axis.spines.values():
                side.set_color(GRID)
    axes[0, 0].set_ylabel("time per row, us", size=8.5, color=TEXT)
    axes[1, 0].set_ylabel("memory added, MB", size=8.5, color=TEXT)
    axes[0, 0].legend(fontsize=7.5, frameon=False)
    axes[1, 0].legend(fontsize=7.5, frameon=False)
    figure.suptitle("How cost grows, one thing at a time", color=TEXT, size=11)
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(figure)


def _pyplot() -> Any:
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    return plt
