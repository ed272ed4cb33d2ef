#!/usr/bin/env python3
"""Resets paper trading: what `pnpm arbees reset-paper-trading` does, under the name that operators type."""

import pathlib
import subprocess
import sys

deployment = pathlib.Path(__file__).resolve().parent.parent
pinned = deployment.parent.parent / "node_modules" / ".bin" / "node"
command = [
    str(pinned) if pinned.exists() else "node",
    "--conditions=@arbees/source",
    str(deployment / "src" / "cli" / "main.ts"),
    "reset-paper-trading",
    *sys.argv[1:],
]
sys.exit(subprocess.call(command))
