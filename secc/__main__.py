"""``python -m secc`` is ``secc``."""

from __future__ import annotations

import sys

from secc.cli import main

sys.exit(main())
