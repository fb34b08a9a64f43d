from __future__ import annotations

from compat_tests.programs import LEVELS, MODELS, emitted, path

for name in MODELS:
    for level in LEVELS:
        path(name, level).write_text(emitted(name, level))
