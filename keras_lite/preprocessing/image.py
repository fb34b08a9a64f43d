"""Pictures made ready for models: nothing of it is here yet; the names can be imported."""

from __future__ import annotations
