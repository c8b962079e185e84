package io.marquee.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.marquee.api.TestApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies that never end. */
class UnfinishedBodyTest {

    private static final int MOST = 1_000_000;
    private static final int PART = 60_000; // what is read before anybody asks for more

    private static TestApi api;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false",
                "marquee.body.deadline", "2s",
                "marquee.body.most-unfinished", String.valueOf(MOST)));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        awaitUnfinished(0);
    }

    @Test
    void aBodyThatDoesNotComeInTimeIsRefusedAndTheConnectionEnds() throws IOException {
        Socket socket = begin("POST /auth/guest", 500);
        socket.getOutputStream().write(new byte[10]);
        String answer = untilTheEnd(socket);
        assertThat(answer).startsWith("HTTP/1.1 408 ");
        assertThat(answer).contains("/problems/unfinished-body", "within 2.0 seconds", "request_id");
        assertThat(answer).containsIgnoringCase("connection: close");
    }

    @Test
    void aBodyThatNobodyWaitsForEndsTheConnectionToo() throws IOException {
        Socket socket = begin("POST /holds", 500); // no such path
        assertThat(untilTheEnd(socket)).startsWith("HTTP/1.1 4");
    }

    @Test
    void whatComesSlowlyMakesRoomForTheOthers() throws IOException {
        List<Socket> slow = new ArrayList<>();
        for (int at = 0; at < 3 * MOST / PART; at++) {
            Socket socket = begin(at % 2 == 0 ? "POST /login" : "GET /movies", 900_000);
            socket.getOutputStream().write(new byte[PART]);
            slow.add(socket);
        }
        assertThat(unfinished()).isLessThanOrEqualTo(MOST);
        assertThat(api.post("/auth/guest", null, null).status()).isEqualTo(200);
        for (Socket socket : slow) {
            assertThat(untilTheEnd(socket)).startsWith("HTTP/1.1 408 ").contains("/problems/unfinished-body");
        }
    }

    @Test
    void aBodyInTinyPiecesWeighsWhatItCosts() throws IOException {
        Socket socket = begin("POST /login", -1);
        byte[] pieces = "1\r\n \r\n".repeat(2 * MOST / 256).getBytes(StandardCharsets.ISO_8859_1);
        try {
            socket.getOutputStream().write(pieces);
        } catch (IOException closed) {
            // refused before the last of them
        }
        assertThat(untilTheEnd(socket)).startsWith("HTTP/1.1 408 ").contains("needs the room");
    }

    @Test
    void aBodyInPartsIsReadAsOne() throws IOException {
        String body = "{\"email\":\"nobody@example.org\",\"password\":\"wrong-password\"}";
        Socket socket = begin("POST /login", body.length());
        for (String part : List.of(body.substring(0, 9), body.substring(9, 30), body.substring(30))) {
            socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }
        byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 401".length());
        assertThat(new String(start, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 401");
    }

    @Test
    void packedBodiesAreRefused() {
        TestApi.Answer answer = api.send(
                "POST", "/login", null, "{}", "Content-Type", "application/json", "Content-Encoding", "gzip");
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.text("type")).isEqualTo("/problems/packed-body");
    }

    // A negative length: in pieces.
    private Socket begin(String line, int length) throws IOException {
        URI uri = URI.create(api.url());
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        sockets.add(socket);
        socket.setSoTimeout(60_000);
        String size = length < 0 ? "Transfer-Encoding: chunked" : "Content-Length: " + length;
        socket.getOutputStream().write((line + " HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n" + size
                + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String untilTheEnd(Socket socket) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] some = new byte[4_096];
        try {
            for (int read; (read = socket.getInputStream().read(some)) > 0; ) {
                all.append(new String(some, 0, read, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketTimeoutException open) {
            throw open;
        } catch (IOException reset) {
            // the rest of the body was thrown away: an end as well
        }
        return all.toString();
    }

    private static double unfinished() {
        return api.bean(MeterRegistry.class).get("marquee.bodies.unfinished").gauge().value();
    }

    private static void awaitUnfinished(double bytes) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(unfinished()).isEqualTo(bytes));
    }
}
