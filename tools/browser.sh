#!/bin/sh
# Chromium and CJK fonts for the browser tests, where apt may install them; elsewhere nothing.
set -u
command -v chromium >/dev/null 2>&1 && fc-list 2>/dev/null | grep -qi cjk && exit 0
command -v apt-get >/dev/null 2>&1 || exit 0
[ "$(id -u)" = 0 ] || exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null 2>&1
apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig >/dev/null 2>&1 ||
  echo "Chromium could not be installed; browser tests will say so" >&2
exit 0
