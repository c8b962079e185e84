package io.marquee.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptException;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A person at a browser without a window. Each has a profile of their own, so each is another guest. */
final class Browser implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final ChromeDriver driver;
    private final String api;

    private Browser(ChromeDriver driver, String api) {
        this.driver = driver;
        this.api = api;
    }

    /** Opens a browser that keeps downloads in a folder. */
    static Browser open(String api, Path downloads) {
        Chromium chromium = Chromium.required();
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.browser().toFile());
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--disable-background-networking", "--window-size=1280,900", "--lang=en-US");
        options.setCapability("goog:loggingPrefs", logging);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(chromium.driver().toString()))
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.executeCdpCommand("Browser.setDownloadBehavior", Map.of(
                "behavior", "allow", "downloadPath", downloads.toString()));
        return new Browser(driver, api);
    }

    /** The same person at another address. */
    Browser at(String otherApi) {
        return new Browser(driver, otherApi);
    }

    Browser go(String path) {
        driver.get(api + path);
        return this;
    }

    /** As the browser's button does it: the page may come back as it was left. */
    void back() {
        driver.navigate().back();
    }

    /** Goes on in a new tab, as the same person. */
    void openTab() {
        driver.switchTo().newWindow(WindowType.TAB);
    }

    /** Closes this tab, and goes on in the one that was opened first. */
    void closeTab() {
        driver.close();
        driver.switchTo().window(driver.getWindowHandles().iterator().next());
    }

    String path() {
        return driver.getCurrentUrl().substring(api.length());
    }

    /** Waits for something that can be seen. */
    WebElement see(String css) {
        return see(css, SOON);
    }

    /** Likewise, for as long as this. */
    WebElement see(String css, Duration limit) {
        await(css).atMost(limit).ignoreException(StaleElementReferenceException.class)
                .until(() -> driver.findElements(By.cssSelector(css)).stream().anyMatch(WebElement::isDisplayed));
        return driver.findElement(By.cssSelector(css));
    }

    /** Waits for an element whose text holds these words. */
    void see(String css, String words) {
        await(css + " with " + words).atMost(SOON)
                .untilAsserted(() -> assertThat(text(css)).containsIgnoringCase(words));
    }

    void seeNoMore(String css) {
        await("no " + css).atMost(SOON).until(() -> driver.findElements(By.cssSelector(css)).isEmpty());
    }

    /** The text of all that matches, as it is shown. */
    String text(String css) {
        return String.valueOf(script("""
                return [...document.querySelectorAll(arguments[0])].map(one => one.innerText).join('\\n')""", css));
    }

    Browser click(String css) {
        await(css).atMost(SOON).ignoreExceptions().until(() -> {
            WebElement element = driver.findElement(By.cssSelector(css));
            script("arguments[0].scrollIntoView({block: 'center', inline: 'center'})", element);
            element.click();
            return true;
        });
        return this;
    }

    Browser clickSeat(String seat) {
        return click("[data-seat='" + seat + "']");
    }

    Browser type(String css, String text) {
        WebElement field = see(css);
        field.clear();
        field.sendKeys(text);
        return this;
    }

    /** Presses keys wherever the focus is. */
    Browser press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
        return this;
    }

    /** Whether what has the focus matches. */
    boolean focusIsOn(String css) {
        return Boolean.TRUE.equals(script("return document.activeElement.matches(arguments[0])", css));
    }

    void awaitFocus(String css) {
        await("focus on " + css).atMost(SOON).until(() -> focusIsOn(css));
    }

    void awaitSeat(String seat, String state) {
        see("[data-seat='" + seat + "']." + state);
    }

    Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Chooses a date in a field, as its calendar does. */
    void pickDate(String css, LocalDate date) {
        see(css);
        script("""
                const field = document.querySelector(arguments[0]);
                field.value = arguments[1];
                field.dispatchEvent(new Event('change', {bubbles: true}))""", css, date.toString());
    }

    /** The seats in the map that anyone may take, in rows from the screen to the back. */
    @SuppressWarnings("unchecked")
    List<String> freeSeats(String category) {
        see("seat-map .seat");
        return (List<String>) script("""
                return [...document.querySelectorAll('[data-seat].available')].filter(
                    seat => seat.querySelector('.seat-art').classList.contains(arguments[0])).map(
                    seat => seat.dataset.seat)""", category);
    }

    /** Makes the window a phone of this width, with a finger instead of a mouse. */
    void phone(int width) {
        driver.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of(
                "width", width, "height", 740, "deviceScaleFactor", 2, "mobile", true));
        driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", true));
    }

    void desktop() {
        driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", false));
    }

    void prefer(String scheme) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** What the console says is wrong since the last call, but for refusals of the API: these are no faults. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> !message.contains("the server responded with a status of 40"))
                .toList();
    }

    /** What axe-core finds that is serious or critical: rule, element, reason. */
    @SuppressWarnings("unchecked")
    List<String> barriers() throws IOException {
        try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
            script(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        return (List<String>) driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run({resultTypes: ['violations']}).then(result => done(result.violations
                    .filter(one => ['serious', 'critical'].includes(one.impact))
                    .flatMap(one => one.nodes.slice(0, 3).map(node =>
                        `${one.id}: ${node.target.join(' ')}: ${node.failureSummary}`))),
                    problem => done([String(problem)]))""");
    }

    /** Forgets everything, as a new guest. */
    void startAnew() {
        go("/");
        try {
            script("localStorage.clear(); sessionStorage.clear()");
        } catch (JavascriptException | NoSuchElementException nothingThere) {
            return;
        }
        driver.manage().logs().get(LogType.BROWSER);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
