"""Writes files of one folder so that each is either whole or unchanged."""

from __future__ import annotations

import os
from pathlib import Path

from reports.data.rows import BadInput
from reports.data.system_errors import reason


def write_all(folder: Path, texts: dict[str, str]) -> None:
    """By name. Raises BadInput where the folder takes no files.

    All are written beside their places before the first one is renamed: a full disk, or a kill,
    leaves the old files as they were.
    """
    drafts = {folder / f".{name}.{os.getpid()}.tmp": text for name, text in texts.items()}
    try:
        for draft, text in drafts.items():
            draft.write_bytes(text.encode("utf-8", errors="replace"))
        for draft, name in zip(drafts, texts):
            os.replace(draft, folder / name)
    except OSError as error:
        names = ", ".join(texts)
        raise BadInput(f"{folder}: {names} cannot be written: {reason(error)}") from None
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
