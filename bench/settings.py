"""The house's own settings with the bare view's address added."""

from shuoshi.server.settings import *
from shuoshi.server.settings import INSTALLED_APPS

ROOT_URLCONF = "bench.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "bench"]
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]

POSTS_MOST = 1_000_000_000  # counted as ever; the load comes from one address
