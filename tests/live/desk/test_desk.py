"""The desk as people use it: the real process, a real browser, real datagrams; only the stage is a fake."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from live.events import Event
from tests.live.desk.fake_stage import FAKE_REPORT, FakeStage

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1280,900"
)
pytestmark = pytest.mark.timeout(600)
needs_chromium = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromium-driver")


def until(true: Callable[[], object], what: str, patience_s: float = 120.0) -> None:
    end_s = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < end_s, what
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(desk: subprocess.Popen[str], port: int) -> bool:
    """Whether the page comes; a desk that died fails the test with its last words."""
    if desk.poll() is not None:
        pytest.fail(f"the desk ended with status {desk.returncode}: {desk.communicate()[0]}")
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
            return page.status == 200
    except OSError:
        return False


def start_desk(slots: Path, osc_port: int, port: int) -> subprocess.Popen[str]:
    words = ["-m", "live.desk", "--slots", str(slots), "--osc", f"127.0.0.1:{osc_port}", "--port", str(port)]
    return subprocess.Popen(
        [sys.executable, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


class House:
    """A fake stage that runs, a real desk beside it, and a browser that looks at it."""

    def __init__(self, slots: Path, browser: webdriver.Chrome) -> None:
        self.slots = slots
        self.browser = browser
        self.stage = FakeStage(slots)
        self.url = f"http://127.0.0.1:{free_port()}/"
        self.desk = start_desk(slots, self.stage.inbox.port, int(self.url.split(":")[2][:-1]))
        self.playing = True
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._play, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self.stage.close()
        self.desk.communicate("", timeout=60)

    def heard(self, *addresses: str) -> list[Event]:
        return [event for event in self.stage.events if not addresses or event.address in addresses]

    def text(self, css: str) -> str:
        return self.find(css).text

    def find(self, css: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, css)

    def _play(self) -> None:
        began_s = time.monotonic()
        while not self._stop.wait(1 / 15):
            if self.playing:
                self.stage.step(time.monotonic() - began_s)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('chromium')}")
    driver = webdriver.Chrome(options, Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def whole_house(tmp_path_factory: pytest.TempPathFactory, browser: webdriver.Chrome) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("slots"), browser)
    try:
        until(lambda: answers(house.desk, int(house.url.split(":")[2][:-1])), "the desk answers")
        yield house
    finally:
        house.close()


@pytest.fixture
def house(whole_house: House) -> House:
    """The house with a fresh page and nothing heard yet."""
    whole_house.stage.report = FAKE_REPORT
    whole_house.browser.get(whole_house.url)
    until(lambda: whole_house.text(".title") == FAKE_REPORT.title, "the page shows the report")
    until(lambda: whole_house.find("#picture").get_attribute("data-tag"), "the page shows the picture")
    time.sleep(0.3)
    whole_house.stage.events.clear()
    return whole_house


@needs_chromium
class TestPage:
    def test_shows_what_the_stage_reports(self, house: House):
        assert house.text(".cue-now .cue-name") == "storm"
        assert house.text(".cue-next .cue-name") == "the drowned bell"
        rows = [row.text.split("\n") for row in house.browser.find_elements(By.CSS_SELECTOR, ".why:not(.off)")]
        assert rows[0] == ["a bell under the black water", "52%", "voice"]
        assert [row[2] for row in rows] == ["voice", "cue 'storm'", "voice (partial)"]
        assert house.text(".line.partial") == FAKE_REPORT.partial
        assert house.find(".line.partial").value_of_css_property("font-style") == "italic"
        assert FAKE_REPORT.committed[-1] in house.text(".lines")
        for text in ("26.4", "59.8", "0.3", "31", "71", "820"):
            assert text in house.text(".figures")
        assert FAKE_REPORT.notes[0] in house.text(".notes")
        until(lambda: house.text(".clock") != house.text(".clock") or house.text(".clock") > "0:21:11", "time goes")

    def test_shows_the_picture_and_it_moves(self, house: House):
        def pixel(x: float, y: float) -> list[int]:
            script = """const c = document.getElementById('picture'), [x, y] = arguments;
                return [...c.getContext('2d').getImageData(x * c.width, y * c.height, 1, 1).data]"""
            return list(house.browser.execute_script(script, x, y))[:3]

        moon, sky = pixel(0.66, 0.27), pixel(0.1, 0.1)
        assert min(moon) > 150
        assert max(sky) < 130
        tag = house.find("#picture").get_attribute("data-tag")
        until(lambda: house.find("#picture").get_attribute("data-tag") != tag, "the next picture comes")

    def test_nothing_comes_from_elsewhere(self, house: House):
        script = "return performance.getEntriesByType('resource').map(e => new URL(e.name).origin)"
        assert set(house.browser.execute_script(script)) == {house.url[:-1]}
        assert [entry["message"] for entry in house.browser.get_log("browser") if entry["level"] == "SEVERE"] == []

    def test_other_names_for_this_machine_lead_nowhere(self, house: House):
        request = urllib.request.Request(house.url, headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError, match="400") as caught:
            urllib.request.urlopen(request, timeout=30)
        caught.value.close()

    def test_fits_a_phone(self, house: House):
        house.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
        )
        try:
            time.sleep(0.5)
            assert house.browser.execute_script("return document.documentElement.scrollWidth") <= 360
            for key in house.browser.find_elements(By.CSS_SELECTOR, ".keys .key"):
                box = key.rect
                assert box["height"] >= 48
                assert box["width"] >= 48
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= 360
        finally:
            house.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def test_go_is_a_real_datagram(self, house: House):
        house.find(".go").click()
        until(house.heard, "GO arrives")
        (event,) = house.heard()
        assert (event.address, event.args) == ("/go", ())
        assert event.source.startswith("127.0.0.1:")
        until(lambda: house.text(".cue-now .cue-name") == "the drowned bell", "the page follows")
        house.find(".back").click()
        until(lambda: house.heard("/back"), "BACK arrives")

    def test_a_finger_that_bounces_goes_once(self, house: House):
        house.browser.execute_script("const b = document.querySelector('.go'); b.click(); b.click(); b.click()")
        until(lambda: house.heard("/go"), "GO arrives")
        time.sleep(0.5)
        assert len(house.heard("/go")) == 1

    def test_toggles_go_on_and_off_and_light_up(self, house: House):
        for name in ("freeze", "blackout"):
            house.find(f".{name}").click()
            until(lambda name=name: "lit" in str(house.find(f".{name}").get_attribute("class")), f"{name} lights up")
        until(lambda: house.text(".veil") == "blackout", "the preview says so")
        house.find(".blackout").click()
        until(lambda: house.text(".veil") == "frozen", "the blackout is over, the freeze is not")
        assert [(event.address, event.args) for event in house.heard()] == [
            ("/freeze", (True,)),
            ("/blackout", (True,)),
            ("/blackout", (False,)),
        ]

    def test_toggle_follows_another_operator(self, house: House):
        house.stage.report = replace(FAKE_REPORT, blackout=True)
        until(lambda: house.find(".blackout").get_attribute("aria-pressed") == "true", "the key follows the stage")
        house.find(".blackout").click()
        until(lambda: house.heard("/blackout"), "it arrives")
        assert house.heard("/blackout")[0].args == (False,)

    def test_keys(self, house: House):
        house.find(".freeze").click()  # has the focus now: Space must be GO all the same
        until(lambda: house.heard("/freeze"), "freeze arrives")
        ActionChains(house.browser).send_keys(Keys.SPACE).pause(0.3).send_keys("b").perform()
        until(lambda: house.heard("/blackout"), "b arrives")
        assert [event.address for event in house.heard()] == ["/freeze", "/go", "/blackout"]

    def test_lines_mute_and_veto_have_keys_too(self, house: House):
        ActionChains(house.browser).send_keys(Keys.ARROW_RIGHT, Keys.ARROW_LEFT, "m", "v").perform()
        until(lambda: house.heard("/veto"), "the last key arrives")
        told = [(event.address, event.args) for event in house.heard()]
        assert told == [("/line/next", ()), ("/line/back", ()), ("/ears/mute", (True,)), ("/veto", ())]

    def test_shows_the_line_how_far_it_is_and_the_feeling(self, house: House):
        assert house.text(".cue-now .line-name") == FAKE_REPORT.line_text
        assert "by voice" in house.text(".rows:nth-child(2) .cue-count")
        assert FAKE_REPORT.feeling in house.text(".feeling")

    def test_panic_wants_two_presses(self, house: House):
        ActionChains(house.browser).send_keys(Keys.ESCAPE).perform()
        until(lambda: "lit" in str(house.find(".panic").get_attribute("class")), "armed")
        until(lambda: "lit" not in str(house.find(".panic").get_attribute("class")), "disarmed by itself")
        assert house.heard() == []
        ActionChains(house.browser).send_keys(Keys.ESCAPE).pause(0.1).send_keys(Keys.ESCAPE).perform()
        until(lambda: house.heard("/panic"), "panic arrives")
        until(lambda: "a calm sea at night" in house.text(".prompt"), "the page follows")

    def test_typing_a_prompt_presses_nothing(self, house: House):
        house.find(".ask-text input").click()
        ActionChains(house.browser).send_keys("fb  Über dem Meer").perform()
        house.find(".ask-fade input").click()
        ActionChains(house.browser).send_keys("2,5").send_keys(Keys.ENTER).perform()
        until(house.heard, "the prompt arrives")
        assert [(event.address, event.args) for event in house.heard()] == [("/prompt", ("fb  Über dem Meer", 2.5))]
        until(lambda: "desk" in house.text(".prompt"), "the page follows")
        ActionChains(house.browser).send_keys(Keys.SPACE).perform()
        until(lambda: house.heard("/go"), "after Enter, Space is GO again")

    def test_fade_that_is_no_number_is_said_and_not_sent(self, house: House):
        house.find(".ask-text input").send_keys("rain")
        house.find(".ask-fade input").send_keys("soon", Keys.ENTER)
        until(lambda: "no number of seconds" in house.text("body"), "it is said")
        assert house.heard() == []

    def test_sliders_send_and_follow(self, house: House):
        slider = house.browser.find_elements(By.CSS_SELECTOR, ".dials .q-slider")[1]
        ActionChains(house.browser).move_to_element(slider).click().perform()
        until(lambda: house.heard("/drift"), "drift arrives")
        (rate_hz,) = house.heard("/drift")[-1].args
        assert rate_hz == pytest.approx(1.0, rel=0.1)  # half way on a square curve to 4
        until(
            lambda: (
                house.browser.find_elements(By.CSS_SELECTOR, ".dials .dial-value")[1].text == f"{rate_hz:.2f} fields/s"
            ),
            "said",
        )
        time.sleep(1.2)
        sent = len(house.heard())
        house.stage.report = FAKE_REPORT
        until(
            lambda: "0.05" in house.browser.find_elements(By.CSS_SELECTOR, ".dials .dial-value")[1].text,
            "it follows the stage",
        )
        time.sleep(0.5)
        assert len(house.heard()) == sent  # following is not answering

    def test_ingredients_come_with_the_show_that_has_them(self, house: House):
        def names() -> list[str]:
            rows = house.browser.find_elements(By.CSS_SELECTOR, ".dials .dial-name")
            return [row.text for row in rows if row.is_displayed()]

        assert names() == ["Brightness", "Drift", "Carry", "Emotion"]
        loras = (("charcoal", 0.0), ("gold leaf", 0.8))
        house.stage.report = replace(FAKE_REPORT, loras=loras, image="sea.mp4", image_share=0.4)
        until(lambda: names()[4:] == ["Image: sea.mp4", "charcoal", "gold leaf"], "they are shown")
        rows = house.browser.find_elements(By.CSS_SELECTOR, ".dials .dial")
        shown = [row for row in rows if row.is_displayed()]
        until(lambda: shown[6].find_element(By.CSS_SELECTOR, ".dial-value").text == "0.80", "its weight is said")
        slider = shown[5].find_element(By.CSS_SELECTOR, ".q-slider")
        ActionChains(house.browser).move_to_element(slider).click().perform()
        until(lambda: house.heard("/lora"), "the weight arrives")
        assert house.heard("/lora")[-1].args == ("charcoal", pytest.approx(0.5, abs=0.05), pytest.approx(0.3))

    def test_stage_that_hangs_vanishes_and_comes_back(self, house: House):
        house.playing = False
        until(lambda: house.text(".veil") == "stage does not answer", "it says that the stage hangs")
        for name in ("status", "picture"):
            (house.slots / name).unlink()
        until(lambda: house.text(".veil") == "stage is gone", "it says that the stage is gone")
        assert "stale" in str(house.find(".desk").get_attribute("class"))
        old = house.stage
        house.stage = FakeStage(house.slots)
        old.close()
        house.playing = True
        until(lambda: house.text(".veil") == "", "it comes back")
        tag = house.find("#picture").get_attribute("data-tag")
        until(lambda: house.find("#picture").get_attribute("data-tag") != tag, "and so does the picture")


def test_port_in_use_is_one_line_and_status_2(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        desk = start_desk(tmp_path, 9000, port)
        out, _ = desk.communicate(timeout=120)
    assert desk.returncode == 2
    assert out.strip().count("\n") == 0
    assert f"desk 127.0.0.1:{port}: Address already in use; give another desk.host or desk.port" in out


def test_address_that_is_none(tmp_path: Path):
    words = ["-m", "live.desk", "--slots", str(tmp_path), "--osc", "9000"]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert "'9000': write it as 127.0.0.1:9000" in done.stderr


def test_ends_with_the_stage(tmp_path: Path):
    """The stage holds the desk's standard input; when the stage dies, however, the desk and its port go too."""
    port = free_port()
    with start_desk(tmp_path, 9000, port) as desk:
        until(lambda: answers(desk, port), "the desk answers without any stage")
        assert desk.stdin is not None
        desk.stdin.close()
        assert desk.wait(60) == 0
