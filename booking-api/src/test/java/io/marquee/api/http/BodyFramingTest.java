package io.marquee.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of which it is not sure where they end. */
class BodyFramingTest {

    private static TestApi api;
    private static TestCatalog catalog;
    private String customer;
    private String booking;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        catalog = new TestCatalog(api.database());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @BeforeEach
    void book() {
        customer = api.guest();
        Answer booked = api.book(customer, api.hold(customer, catalog.showing(2, 4), "A1", "A2"), "tok_ok");
        assertThat(booked.status()).as(booked.raw().body()).isEqualTo(201);
        booking = booked.text("id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "xchunked", "gzip, chunked", "chunked, chunked", "identity",
        "chunked\r\nTransfer-Encoding: gzip"})
    void otherCodingsAreRefusedAndEndTheConnection(String coding) throws IOException {
        String answer = raw(cancel(coding) + "0\r\n\r\n" + cancel("chunked") + "2\r\n{}\r\n0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Transfer-Encoding", "/problems/invalid-request");
        assertThat(answer).containsIgnoringCase("connection: close").containsOnlyOnce("HTTP/1.1");
        requireConfirmed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 z\r\n\r\n", "2 z\r\n{}\r\n0\r\n\r\n", "2\r\n{}\r\n0\tz\r\n\r\n",
        " 0\r\n\r\n", "0x0\r\n\r\n", "-2\r\n{}\r\n0\r\n\r\n", "\r\n0\r\n\r\n", "g\r\n\r\n",
        "100000002\r\n{}\r\n0\r\n\r\n", "10000000000000002\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}0\r\n\r\n", "2\r\n{}xx\r\n0\r\n\r\n", "2;a=\rb\r\n{}\r\n0\r\n\r\n"})
    void aChunkHasASizeAndNothingElse(String chunks) throws IOException {
        for (String head : new String[] {cancel("chunked"), head("POST /auth/guest", "chunked")}) {
            String answer = raw(head + chunks);

            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Transfer-Encoding").contains("\"body\"");
            assertThat(answer).containsIgnoringCase("connection: close");
        }
        requireConfirmed();
    }

    @Test
    void chunksThatTurnOutEmptyAreNotTheWishToCancelEverything() throws IOException {
        String answer = raw(cancel("chunked") + "0\r\n\r\n" + goodbye());

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("leave it out, or send {}");
        requireConfirmed();
    }

    @Test
    void wellFormedChunksAreReadAndTheNextRequestToo() throws IOException {
        String body = "c;name=value\r\n{\"seats\":[\"A\r\n00005 \r\n1\"]}\n\r\n0\r\nSome-Trailer: x\r\n\r\n";

        String answer = raw(cancel("Chunked") + body
                + head("POST /auth/guest", "chunked") + "2\r\n{}\r\n0\r\n\r\n" + goodbye());

        assertThat(answer.split("HTTP/1.1 200 ", -1)).hasSize(4);
        assertThat(answer).contains("\"refunded_seats\":[\"A1\"]", "access_token");
    }

    @Test
    void whereTheBytesAreCutDoesNotMatter() throws IOException {
        String request = cancel("chunked") + "b\r\n{\"seats\":[\"\r\n5\r\nA1\"]}\r\n0\r\n\r\n" + goodbye();
        URI uri = URI.create(api.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(60_000);
            socket.setTcpNoDelay(true);
            for (byte one : request.getBytes(StandardCharsets.ISO_8859_1)) {
                socket.getOutputStream().write(one);
            }
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"seats\":[\"A2\"]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: here\r\nHost: there\r\n"})
    void aRequestNamesOneHost(String hosts) throws IOException {
        assertThat(raw("GET /genres HTTP/1.1\r\n" + hosts + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ").contains("\"Host\"");
        assertThat(raw("GET /genres HTTP/1.0\r\n\r\n")).contains(" 200 OK");
    }

    private void requireConfirmed() {
        assertThat(api.get("/bookings/" + booking, customer).body())
                .containsEntry("status", "confirmed")
                .containsEntry("refunded_minor", 0);
    }

    private String cancel(String coding) {
        return head("POST /bookings/" + booking + "/cancel", coding);
    }

    private String head(String line, String coding) {
        return line + " HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer " + customer
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: " + coding + "\r\n\r\n";
    }

    // Ends the connection.
    private static String goodbye() {
        return "GET /genres HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
    }

    private static String raw(String request) throws IOException {
        URI uri = URI.create(api.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
