package io.marquee.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.TestApi;
import io.marquee.api.TestCatalog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that no browser would be. */
class HostileSocketTest {

    private static TestApi api;
    private static long showing;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        showing = new TestCatalog(api.database()).showing(3, 4);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void aMessageInEverMoreFramesEndsTheConnection() {
        Heard heard = new Heard();
        WebSocket socket = open(heard);
        CompletableFuture<WebSocket> sent = socket.sendText("x".repeat(1_000), false);
        for (int frame = 0; frame < 6; frame++) {
            sent = sent.thenCompose(open -> open.sendPing(ByteBuffer.allocate(0)))
                    .thenCompose(open -> open.sendText("x".repeat(1_000), false));
        }
        heard.awaitClose(1009);
    }

    @Test
    void aMessageThatIsLongOnlyUnpackedEndsTheConnection() throws IOException {
        URI uri = URI.create(api.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(("GET /ws/showtimes/" + showing + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
                    + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            assertThat(in.readLine()).contains(" 101 ");
            out.write(bomb(10_000_000));
            // The end of the stream, or a reset: what was packed like that is not unpacked to the end.
            assertThat(drain(in)).isTrue();
        }
        open(new Heard());
    }

    @Test
    void malformedHandshakesGetAnAnswer() throws IOException {
        String path = "/ws/showtimes/" + showing;
        assertThat(handshake("GET " + path, "Sec-WebSocket-Version: 13")).startsWith("HTTP/1.1 400 ");
        assertThat(handshake("GET " + path, "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: short"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(handshake("GET " + path, "Sec-WebSocket-Version: 7", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="))
                .startsWith("HTTP/1.1 426 ");
        assertThat(handshake("POST " + path, "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="))
                .startsWith("HTTP/1.1 405 ");
    }

    private static WebSocket open(Heard heard) {
        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder()
                .buildAsync(URI.create(api.url().replaceFirst("http", "ws") + "/ws/showtimes/" + showing), heard)
                .join();
        heard.awaitType("snapshot");
        return socket;
    }

    private static boolean drain(BufferedReader in) throws SocketTimeoutException {
        try {
            while (in.read() >= 0) {
                // frames of the server
            }
            return true;
        } catch (SocketTimeoutException open) {
            throw open;
        } catch (IOException reset) {
            return true;
        }
    }

    // A text of one frame, masked with zeros, of so many bytes when it is unpacked.

    private static byte[] bomb(int bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(new byte[bytes]);
        byte[] packed = new byte[60_000];
        int length = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH) - 4; // as RFC 7692 wants it
        deflater.end();
        ByteBuffer frame = ByteBuffer.allocate(length + 8);
        frame.put((byte) 0xC1).put((byte) (0x80 | 126)).putShort((short) length).putInt(0).put(packed, 0, length);
        return frame.array();
    }

    private static String handshake(String line, String... headers) throws IOException {
        URI uri = URI.create(api.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write((line + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + String.join("\r\n", headers)
                    + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readNBytes("HTTP/1.1 400 ".length()), StandardCharsets.ISO_8859_1);
        }
    }
}
