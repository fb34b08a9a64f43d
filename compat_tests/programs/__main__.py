from __future__ import annotations

from compat_tests.programs import TEXTS, emitted, path

for name, level in TEXTS:
    path(name, level).write_text(emitted(name, level))
