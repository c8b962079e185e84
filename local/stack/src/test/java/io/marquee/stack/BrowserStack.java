package io.marquee.stack;

import static org.awaitility.Awaitility.await;

import io.marquee.local.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One running stack, and browsers, for all tests of the pages: started by the first, stopped after the last. */
final class BrowserStack implements BeforeAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(BrowserStack.class);

    /** What the tests share. */
    static final class Shared implements AutoCloseable {

        private final Path folder;
        private final RunningStack stack;
        private final List<Browser> browsers = new ArrayList<>();

        private Shared() throws IOException {
            Chromium.required();
            folder = Files.createTempDirectory("marquee-pages");
            stack = RunningStack.start(folder.resolve("data"));
        }

        String api() throws IOException {
            return stack.endpoint("api");
        }

        String endpoint(String part) throws IOException {
            return stack.endpoint(part);
        }

        Path data() {
            return folder.resolve("data");
        }

        /** Where the browsers keep what they download. */
        Path downloads() throws IOException {
            return Files.createDirectories(folder.resolve("downloads"));
        }

        /** Waits for a download whose name ends so and whose content begins so. */
        String awaitDownload(String ending, String begin) {
            return await("a download " + ending).atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                try (Stream<Path> files = Files.list(downloads())) {
                    Path file = files.filter(one -> one.toString().endsWith(ending)).findFirst().orElseThrow();
                    return Files.readString(file, StandardCharsets.ISO_8859_1);
                }
            }, content -> content.startsWith(begin));
        }

        /** The single number that a query of the database gives. */
        long number(String sql, Object... arguments) throws IOException, SQLException {
            try (Connection connection = DriverManager.getConnection(endpoint("postgres"), "postgres", "postgres");
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < arguments.length; i++) {
                    statement.setObject(i + 1, arguments[i]);
                }
                ResultSet rows = statement.executeQuery();
                return rows.next() ? rows.getLong(1) : -1;
            }
        }

        /** The browser of the first, second, … person, who begins as a new guest. */
        Browser browser(int person) throws IOException {
            while (browsers.size() <= person) {
                browsers.add(Browser.open(api(), downloads()));
            }
            Browser browser = browsers.get(person);
            browser.desktop();
            browser.startAnew();
            return browser;
        }

        @Override
        public void close() throws Exception {
            browsers.forEach(Browser::close);
            stack.close();
            Folders.delete(folder);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        shared(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Shared.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared(context);
    }

    private static Shared shared(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent("shared", key -> {
            try {
                return new Shared();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, Shared.class);
    }
}
