"""The shop with some data in it, for a look around."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SHOP_DATABASE", str(Path(tempfile.gettempdir()) / "versiongate-demo.db"))
os.environ.setdefault("SHOP_DEMO", "1")

from deploy.app import app as app
