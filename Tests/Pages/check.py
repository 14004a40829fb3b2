"""The page of a run in headless Chromium, by hand:

    apt-get install chromium fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji; pip install playwright
    python Tests/Pages/check.py .build/release/ganzoo --pictures pictures

The run's classes have names in ten scripts, from right to left, with combining marks, emoji, and names that are HTML and script. At 390 and
1,440 pixels, light and dark:

- nothing is requested, no script of a name runs, the console stays empty, and the page is no wider than the window
- names are text: the page has no element that its program did not write
- the keyboard alone reaches every link, table, slider, choice and fold, and arrow keys move the sliders
- at each place of the slider over the training, the picture is the file of the sheet that the slider names
- the accessibility tree names every chart, picture and slider

`--pictures` keeps pictures of the pages, to be looked at.
"""

import argparse
import base64
import pathlib
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

import slider
import synthetic

WORDS = ["şehir e\u0301a\u0323\u0302", "Пшеница", "γάτα", "日本語の猫", "고양이", "قطة", "חתול", "बिल्ली", "แมว", "பூனை",
         "🐱 👩‍👩‍👧"]
HOSTILE = ["</script><script>window.hit = 1</script>", "<img src=x onerror='window.hit = 2'>", "\" onfocus=\"window.hit = 3",
           "<a href=https://example.com>x</a>"]
TAGS = ["script", "iframe", "object", "embed", "form", "b", "base", "link"]
REACHABLE = "a[href], input, select, summary, [tabindex='0']"
FOCUS = """() => {
    const all = [...document.querySelectorAll(REACHABLE)];
    const element = document.activeElement;
    const style = getComputedStyle(element);
    return [all.indexOf(element), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0];
}""".replace("REACHABLE", repr(REACHABLE))

# The name of an element: that of its label, of its attributes, or of its heading.
NAME = """element => {
    const heading = document.getElementById(element.getAttribute("aria-labelledby"));
    const label = element.labels && element.labels[0];
    return heading?.textContent || element.getAttribute("aria-label") || element.alt || label?.textContent || "";
}"""


class Check:
    def __init__(self):
        self.problems = []

    def expect(self, holds, text):
        if not holds:
            self.problems.append(text)

    def page(self, window, where):
        """Everything that does not need the keyboard."""
        counts = window.evaluate("tags => tags.map(tag => document.querySelectorAll(tag).length)", TAGS)
        self.expect(counts == [3, 0, 0, 0, 0, 0, 0, 0], f"{where}: elements {dict(zip(TAGS, counts))}")
        self.expect(window.evaluate("window.hit") is None, f"{where}: a name was run")
        wide = window.evaluate("document.documentElement.scrollWidth - innerWidth")
        self.expect(wide <= 0, f"{where}: {wide} pixels wider than the window")
        text = window.evaluate("document.body.textContent")
        for name in WORDS + HOSTILE:
            self.expect(name in text, f"{where}: {name!r} is not on the page")
        outside = window.evaluate("[...document.querySelectorAll('a[href]')].filter(a => !a.hash).length")
        self.expect(outside == 0, f"{where}: {outside} links lead elsewhere")

    def names(self, window, where):
        """Charts, pictures and sliders have names for who does not see them."""
        for role in ("img", "slider", "region", "combobox", "navigation"):
            found = window.get_by_role(role)
            count = found.count()
            self.expect(count > 0, f"{where}: no {role}")
            for index in range(count):
                element = found.nth(index)
                start = element.evaluate("e => e.outerHTML.slice(0, 90)")
                self.expect(element.evaluate(NAME).strip(), f"{where}: a {role} without a name: {start}")
        charts = window.locator("canvas[id^='chart-']")
        self.expect(charts.count() > 2, f"{where}: {charts.count()} charts")

    def keyboard(self, window, where):
        """Every control by the tab key, with a visible outline; sliders and folds by keys."""
        window.evaluate("window.scrollTo(0, 0)")
        count = window.evaluate(f"document.querySelectorAll({REACHABLE!r}).length")
        shown = window.evaluate(
            f"[...document.querySelectorAll({REACHABLE!r})].map(e => e.checkVisibility({{contentVisibilityAuto: true}}))")
        reached = set()
        for _ in range(count + 5):
            window.keyboard.press("Tab")
            index, outlined = window.evaluate(FOCUS)
            if index < 0:
                continue
            self.expect(outlined, f"{where}: element {index} has no outline")
            reached.add(index)
        missing = [index for index in range(count) if shown[index] and index not in reached]
        self.expect(not missing, f"{where}: the tab key does not reach {missing} of {count}")
        window.focus("#walk-1-slider")
        shown_before = window.evaluate(WALK)
        window.keyboard.press("ArrowLeft")
        self.expect(window.evaluate(WALK) != shown_before, f"{where}: a walk does not move")
        fold = window.locator("summary").first
        fold.focus()
        window.keyboard.press("Enter")
        self.expect(fold.evaluate("e => e.parentElement.open"), f"{where}: a fold does not open")


WALK = """() => [document.getElementById("walk-1").toDataURL(),
    document.getElementById("walk-1-slider").getAttribute("aria-valuetext")]"""


def visit(check, browser, run, page, width, scheme, pictures):
    where = f"{width} {scheme}"
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    window = context.new_page()
    requests, messages = [], []
    window.on("request", lambda request: requests.append(request.url))
    window.on("console", lambda message: messages.append(message.text))
    window.on("pageerror", lambda error: messages.append(str(error)))
    window.on("dialog", lambda dialog: (messages.append("a dialog"), dialog.dismiss()))
    window.goto(page.as_uri())
    # Draws all charts, as printing does.
    window.evaluate("dispatchEvent(new Event('beforeprint'))")
    window.evaluate("() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    check.page(window, where)
    check.names(window, where)
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
        window.screenshot(path=pictures / f"{page.stem}-{width}-{scheme}.png", full_page=True)
    check.keyboard(window, where)
    check.problems += [f"{where}: {problem}" for problem in slider.walk_through(window, run, lambda url: base64.b64decode(
        url.removeprefix("data:image/png;base64,"), validate=True))]
    outside = [url[:80] for url in requests if not url.startswith("data:") and url != page.as_uri()]
    check.expect(not outside, f"{where}: requests {outside}")
    check.expect(not messages, f"{where}: the console says {messages[:3]}")
    context.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ganzoo", type=pathlib.Path)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--pictures", type=pathlib.Path)
    options = parser.parse_args()
    check = Check()
    with tempfile.TemporaryDirectory() as place:
        run = synthetic.write_run(f"{place}/خالد <b>", WORDS + HOSTILE)
        page = pathlib.Path(place) / "report.html"
        subprocess.run([options.ganzoo, "report", "--run", run, "--out", page], check=True, stdout=subprocess.DEVNULL)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
            for width in (390, 1440):
                for scheme in ("light", "dark"):
                    visit(check, browser, run, page, width, scheme, options.pictures)
            browser.close()
    for problem in check.problems:
        print(problem)
    print(f"{len(check.problems)} problems" if check.problems else "the page is as it should be")
    return 1 if check.problems else 0


if __name__ == "__main__":
    sys.exit(main())
