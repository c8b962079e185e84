package io.marquee.stack;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Where this machine has a browser, and its driver. */
record Chromium(Path browser, Path driver) {

    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    /** The browser of this machine. Without one the test is skipped; in continuous integration it fails. */
    static Chromium required() {
        Optional<Path> browser = BROWSERS.stream().flatMap(Chromium::onPath).findFirst();
        Optional<Path> driver = onPath("chromedriver").findFirst();
        if (browser.isEmpty() || driver.isEmpty()) {
            String message = "no Chromium with its driver on the PATH (Debian: chromium, chromium-driver):"
                    + " the pages are not tested";
            if ("true".equals(System.getenv("CI"))) {
                fail(message);
            }
            Assumptions.abort(message);
        }
        return new Chromium(browser.get(), driver.get());
    }

    private static Stream<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable);
    }
}
