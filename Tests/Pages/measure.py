"""Size and opening time of the page of a long run, by hand:

    apt-get install chromium; pip install playwright
    python Tests/Pages/measure.py .build/release/ganzoo

The run has 10,000 lines of metrics and 200 sheets of 100 kB, which nothing makes smaller. *Opens* is the time from the start of loading
until the page is whole and two frames were painted, with its first charts; the median of five new windows is printed. Fails if the page
has 10 MB or takes 2 s.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import sync_playwright

import synthetic

CLASSES = ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
MOST_BYTES, MOST_SECONDS = 10_000_000, 2

PAINTED = """() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(() => {
    const load = performance.getEntriesByType("navigation")[0].loadEventEnd;
    resolve([performance.now() / 1000, load / 1000]);
})))"""


def opened(browser, page, width):
    """Seconds until the page is painted, and until its load event."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    try:
        window = context.new_page()
        window.goto(page.as_uri())
        return window.evaluate(PAINTED)
    finally:
        context.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ganzoo", type=pathlib.Path)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--sheets", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        run = synthetic.write_run(f"{place}/long", CLASSES, options.lines, options.sheets)
        page = pathlib.Path(place) / "report.html"
        start = time.monotonic()
        subprocess.run([options.ganzoo, "report", "--run", run, "--out", page], check=True, stdout=subprocess.DEVNULL)
        writing, size = time.monotonic() - start, page.stat().st_size
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
            times = [opened(browser, page, 1440) for _ in range(5)]
            browser.close()
    painted, loaded = (statistics.median(column) for column in zip(*times))
    print(f"{options.lines:,} lines, {options.sheets} sheets: {size / 1e6:.1f} MB, written in {writing:.1f} s, "
          f"opens in {painted:.2f} s (load event {loaded:.2f} s), of {[round(first, 2) for first, _ in times]}")
    return 0 if size < MOST_BYTES and painted < MOST_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
