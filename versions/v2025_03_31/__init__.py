"""What was frozen in 2025-03-31: the sales report, which later versions haven't got."""

from versions.v2025_03_31.reports import router as router
