#!/usr/bin/env bash
# What the tests need beside Python: a Chromium, fonts that draw Vietnamese, PostgreSQL.
# Installed by apt where they are missing and we may; otherwise said plainly, never skipped in silence.
set -euo pipefail

packages=()
# The headless shell draws the same pages for a fifth of the CPU.
if ! command -v chromium-headless-shell >/dev/null; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && apt-cache show chromium-headless-shell >/dev/null 2>&1; then
    packages+=(chromium-headless-shell)
  elif ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
    packages+=(chromium)
  fi
fi
fc-list 2>/dev/null | grep -qi "noto sans" || packages+=(fonts-noto-core fontconfig)
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null || packages+=(postgresql)

[ ${#packages[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "the tests need: ${packages[*]}. Install them (on Debian or Ubuntu: sudo apt-get install ${packages[*]}), then run make test again." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
