"""A picture of the desk page as it is now: `python -m tools.desk_picture http://127.0.0.1:8300 OUT.png [--phone]`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars"
)
DESKTOP, PHONE = (1280, 900, 1, False), (390, 844, 2, True)


def take(url: str, out: str, phone: bool, patience_s: float = 60.0) -> None:
    """Wait until the page shows a picture, and write it; raises TimeoutError."""
    width, height, ratio, mobile = PHONE if phone else DESKTOP
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    with tempfile.TemporaryDirectory() as profile:
        for flag in (*FLAGS.split(), f"--user-data-dir={profile}"):
            options.add_argument(flag)
        browser = webdriver.Chrome(options, Service(shutil.which("chromedriver")))
        try:
            metrics = {"width": width, "height": height, "deviceScaleFactor": ratio, "mobile": mobile}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            browser.get(url)
            until_s = time.monotonic() + patience_s
            while not browser.find_elements(By.CSS_SELECTOR, "#picture[data-tag]"):
                if time.monotonic() > until_s:
                    raise TimeoutError(f"{url}: no picture after {patience_s:g} s; is the stage running?")
                time.sleep(0.2)
            time.sleep(1.0)  # the figures come a moment later
            browser.save_screenshot(out)
        finally:
            browser.quit()


def main() -> int:
    """Take the picture."""
    parser = argparse.ArgumentParser(prog="python -m tools.desk_picture", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("out")
    parser.add_argument("--phone", action="store_true")
    options = parser.parse_args()
    take(options.url, options.out, options.phone)
    return 0


if __name__ == "__main__":
    sys.exit(main())
