"""Opens the dashboard in a headless Chromium, as an analyst would."""

import os
import re
import shutil
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from expected import CHARTS, Filters

PAGE = "/superset/dashboard/box-office/"
WIDTH, HEIGHT = 1600, 2900  # high enough for all charts: those out of sight are not drawn
LIMIT = 120  # seconds until all charts are drawn

# The filter bar's choice "region West" in the address, the way a shared link has it.
WEST = ("?native_filters=(NATIVE_FILTER-region:(extraFormData:(filters:!((col:region,op:IN,val:!(West)))),"
        "filterState:(label:West,value:!(West)),id:NATIVE_FILTER-region,ownState:()))")


def program(variable: str, *names: str) -> str:
    """The path of a program, or an error that says what to install."""
    found = os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise FileNotFoundError(f"none of {', '.join(names)} is installed; set {variable}, or use --no-browser")
    return found


class Browser:
    """A signed-in browser; a context manager."""

    def __init__(self, url: str, session_cookie: str):
        options = webdriver.ChromeOptions()
        options.binary_location = program("CHROMIUM", "chromium", "chromium-browser", "google-chrome")
        for argument in ("--headless=new", "--no-sandbox", "--disable-background-networking", "--hide-scrollbars",
                         "--disable-dev-shm-usage", f"--window-size={WIDTH},{HEIGHT}"):
            options.add_argument(argument)
        service = Service(program("CHROMEDRIVER", "chromedriver"))
        self.url = url
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.get(url + "/health")  # a cookie can only be set on a page of its site
        self.driver.add_cookie({"name": "session", "value": session_cookie})

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_) -> None:
        self.driver.quit()

    def open(self, address: str, charts: int) -> None:
        """Opens a page and waits until so many charts are drawn, or show an error."""
        self.driver.get(self.url + address)
        self.wait(lambda: len(self.all("[data-test='slice-container']")) + len(self.errors()) >= charts
                  and not self.all(".loading, [data-test='loading-indicator']")
                  and not self.all("[data-test='slice-container'] .echarts-loading"))

    def wait(self, condition) -> None:
        try:
            WebDriverWait(self.driver, LIMIT, poll_frequency=0.5).until(lambda _: condition())
        except TimeoutException as error:
            raise TimeoutException(f"{len(self.all('[data-test=slice-container]'))} charts after {LIMIT} s") from error

    def all(self, selector: str) -> list:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def errors(self) -> list[str]:
        """What charts complain of, and charts without data."""
        return [element.text.replace("\n", " ") for element in
                self.all("[data-test='chart-grid-component'] .ant-alert, [data-test='chart-grid-component'] .ant-empty,"
                         "[data-test='chart-grid-component'] .alert")]

    def big_number(self, title: str) -> str:
        """The text of a big number, found by its chart's title."""
        for chart in self.all("[data-test='chart-grid-component']"):
            if chart.find_element(By.CSS_SELECTOR, "[data-test='slice-header']").text.startswith(title):
                return chart.find_element(By.CSS_SELECTOR, ".header-line").text
        return "no such chart"

    def screenshot(self, file: Path) -> None:
        self.driver.save_screenshot(str(file))


def look(browser: Browser, ledger, charts: int, folder: Path, expect) -> None:
    """The dashboard as it opens, and with a filter set: everything drawn, the numbers in it right."""
    for name, address, filters in (
            ("box-office", PAGE, Filters("USD")),
            ("box-office-west", PAGE + WEST, Filters("USD", region="West"))):
        browser.open(address, charts)
        browser.screenshot(folder / f"{name}.png")
        print(f"  {folder / f'{name}.png'}")
        expect(not browser.errors(), f"{name}: {browser.errors()}")
        for measure, title in (("net_revenue", "Net revenue"), ("tickets", "Tickets")):
            wanted = ledger.answer(CHARTS[measure][1], filters)[0][measure]
            shown = browser.big_number(title)
            digits = re.sub(r"\D", "", shown)  # "$ 8,258,949": rounded to whole units
            expect(digits != "" and abs(int(digits) - wanted) <= 0.5,
                   f"{name}: {title} shows {shown}, expected {wanted}")
        drawn = len(browser.all("[data-test='slice-container']"))
        expect(drawn == charts, f"{name}: {drawn} charts drawn, expected {charts}")
