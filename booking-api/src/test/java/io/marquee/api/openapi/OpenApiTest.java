package io.marquee.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    private static TestApi api;

    @BeforeAll
    static void start() {
        api = TestApi.start();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void theDocumentDescribesTheContractsPaths() {
        TestApi.Answer document = api.get("/openapi.yml", null);

        assertThat(document.status()).isEqualTo(200);
        assertThat(document.raw().headers().firstValue("content-type").orElseThrow()).startsWith("application/yaml");
        assertThat(document.raw().body()).startsWith("openapi: 3.1");
        for (String path : List.of(
                "/movies", "/movies/{id}", "/genres", "/actors", "/theaters", "/theaters/{id}", "/showtimes",
                "/showtimes/{id}", "/showtimes/{id}/seats", "/showtimes/{id}/holds", "/holds/{id}", "/bookings",
                "/bookings/{id}", "/bookings/{id}/cancel", "/auth/register", "/login", "/auth/guest")) {
            assertThat(document.raw().body()).contains("\n  " + path + ":\n");
        }
        assertThat(document.raw().body()).contains("seats_available").contains("next_cursor").contains("hold_id");
    }

    @Test
    void swaggerUiComesWithItsAssetsFromHere() {
        String page = api.get("/swagger-ui", null).raw().body();

        assertThat(page).doesNotContain("//unpkg").doesNotContain("//cdn");
        for (String asset : List.of("swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js")) {
            assertThat(page).contains("res/" + asset);
            assertThat(api.get("/swagger-ui/res/" + asset, null).status()).as(asset).isEqualTo(200);
        }
    }

    /** A browser takes the headers of a 304 for those of the page that it has. */
    @Test
    void swaggerUiMayRunItsScriptsWhenItHasNotChangedEither() {
        var page = api.get("/swagger-ui/index.html", null).raw();
        var same = api.get("/swagger-ui/index.html", null,
                "If-Modified-Since", page.headers().firstValue("Last-Modified").orElseThrow()).raw();

        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("'self' 'sha256-");
        assertThat(same.headers().allValues("Content-Security-Policy"))
                .isEqualTo(page.headers().allValues("Content-Security-Policy"));
    }

    @Test
    void healthAndMetricsAreOpen() {
        for (String path : List.of("/health", "/health/readiness", "/health/liveness", "/prometheus")) {
            assertThat(api.get(path, null).status()).as(path).isEqualTo(200);
        }
        assertThat(api.get("/health", null).body())
                .as("nothing about servers").containsEntry("status", "UP").containsEntry("details", null);
    }

    @Test
    void kindsOfProblemsAreForWhoeverAsks() {
        for (String path : List.of("/problems", "/problems/not-found")) {
            for (String accept : List.of("*/*", "application/json", "application/json, text/html;q=0.5")) {
                TestApi.Answer answer = api.get(path, null, "Accept", accept);
                assertThat(answer.status()).as(accept).isEqualTo(200);
                assertThat(answer.raw().headers().firstValue("content-type").orElseThrow())
                        .startsWith("application/json");
            }
            TestApi.Answer page = api.get(path, null, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
            assertThat(page.raw().headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
            assertThat(api.get(path, null).status()).as("without Accept").isEqualTo(200);
        }
    }
}
