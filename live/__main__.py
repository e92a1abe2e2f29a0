"""`python -m live` is `rhapsode`."""

from live.cli import main

raise SystemExit(main())
