package io.marquee.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.WebApi;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CorsTest {

    private static final String LISTED = "https://tickets.example.org";
    private static WebApi api;

    @BeforeAll
    static void start() {
        api = WebApi.start(Map.of("marquee.allowed-origins", LISTED + ", https://other.example.org"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void pagesOfListedOriginsMayReadAnswersAndErrors() {
        for (String path : new String[] {"/movies", "/movies/0"}) {
            HttpResponse<String> answer = api.get(path, "Origin", LISTED);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).as(path).contains(LISTED);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
        }
    }

    @Test
    void pagesOfOtherOriginsMayNot() {
        HttpResponse<String> answer = api.get("/movies", "Origin", "https://evil.example");

        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void theSameListIsForWebSockets() {
        assertThat(api.refusal("/ws/sales?date=2026-11-21", LISTED)).isEqualTo(101);
        assertThat(api.refusal("/ws/sales?date=2026-11-21", "https://evil.example")).isEqualTo(403);
    }
}
