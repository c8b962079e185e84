package io.marquee.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.WebApi;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a list of origins, pages of other origins read nothing, also where the API has a public name. */
class UnlistedOriginTest {

    @ParameterizedTest
    @ValueSource(strings = {"GET /movies HTTP/1.1", "OPTIONS /bookings HTTP/1.1", "GET /bookings HTTP/1.1"})
    void noOtherOriginIsLetIn(String line) throws IOException {
        String head = head(line + "\r\nHost: tickets.example.com\r\nOrigin: https://evil.example\r\n"
                + "Access-Control-Request-Method: GET\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n");

        assertThat(head).startsWith("HTTP/1.1 ").doesNotContainIgnoringCase("access-control-allow");
    }

    @Test
    void whoIsRefusedOnThisMachineIsToldWhy() throws IOException {
        String answer = answer("GET /movies HTTP/1.1\r\nHost: localhost:8080\r\nOrigin: https://evil.example\r\n"
                + "Connection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 403 ").containsIgnoringCase("content-type: application/problem+json");
        assertThat(answer).contains("/problems/foreign-origin", "\"request_id\":\"");
    }

    private static String head(String request) throws IOException {
        return answer(request).split("\r\n\r\n")[0];
    }

    private static String answer(String request) throws IOException {
        URI uri = URI.create(WebApi.shared().origin());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
