package io.marquee.api.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no HTTP client would write. */
class OverlongRequestTest {

    private static TestApi api;

    @BeforeAll
    static void start() {
        api = TestApi.start();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 20_000, 200_000})
    void overlongPathsAreProblems(int length) throws IOException {
        assertProblem(answer("GET /movies/" + "x".repeat(length) + " HTTP/1.1\r\nHost: here\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(ints = {9_000, 20_000, 200_000})
    void overlongHeadersAreProblems(int length) throws IOException {
        assertProblem(answer("GET /movies HTTP/1.1\r\nHost: here\r\nX: " + "x".repeat(length) + "\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /movies/%zz HTTP/1.1", "GET /movies?limit=%zz HTTP/1.1", "GET /\u0001 HTTP/1.1"})
    void malformedRequestLinesAreProblems(String line) throws IOException {
        assertProblem(answer(line + "\r\nHost: here\r\n\r\n"));
    }

    @Test
    void theServerGoesOnAfterwards() {
        assertThat(api.get("/movies", null).status()).isEqualTo(200);
    }

    private static void assertProblem(String answer) {
        // The server answers a request line that it gave up on in HTTP/1.0.
        assertThat(answer).matches("(?s)HTTP/1\\.[01] 4.*");
        assertThat(answer).containsIgnoringCase("content-type: application/problem+json");
        assertThat(answer).doesNotContain("Exception").doesNotContain("io.netty");
    }

    private static String answer(String request) throws IOException {
        URI uri = URI.create(api.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException early) {
                // the server may answer and close before it has read it all; what it said is there to be read
            }
            byte[] start = new byte[4_096];
            int length = 0;
            for (int read; length < start.length && (read = socket.getInputStream().read(start, length, 1)) > 0; ) {
                length += read;
                if (new String(start, 0, length, StandardCharsets.ISO_8859_1).endsWith("}")) {
                    break;
                }
            }
            return new String(start, 0, length, StandardCharsets.ISO_8859_1);
        }
    }
}
