package io.marquee.api.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(upgrade());
            BufferedReader in = reader(socket);
            assertThat(in.readLine()).contains(" 101 ");
            out.write(bomb(10_000_000));
            // The end of the stream, or a reset: what was packed like that is not unpacked to the end.
            assertThat(drain(in)).isTrue();
        }
        open(new Heard());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x89, 0x8A, 0x00, 0x01}) // pings, pongs, and messages that go on for ever
    void framesWithoutEndEndTheConnectionAlsoOfWhoDoesNotRead(int kind) throws IOException {
        byte[] frames = new byte[6 * 1_000];
        for (int frame = 0; frame < frames.length; frame += 6) {
            frames[frame] = (byte) (frame == 0 && kind == 0 ? 1 : kind);
            frames[frame + 1] = (byte) 0x80; // nothing in it, masked with zeros
        }
        try (Socket socket = connect()) {
            socket.getOutputStream().write(upgrade());
            assertThatIOException().as("it ends by itself").isThrownBy(() -> {
                while (true) {
                    socket.getOutputStream().write(frames);
                }
            });
        }
    }

    @Test
    void framesThatComeBeforeTheAnswerAreLetPass() throws IOException {
        ByteBuffer early = ByteBuffer.allocate(1_000).put(upgrade());
        for (int ping = 0; ping < 3; ping++) {
            early.put((byte) 0x89).put((byte) 0x80).putInt(0);
        }
        try (Socket socket = connect()) {
            socket.getOutputStream().write(early.array(), 0, early.position());
            BufferedReader in = reader(socket);
            assertThat(in.readLine()).contains(" 101 ");
            String line = in.readLine();
            while (!line.isEmpty()) {
                line = in.readLine();
            }
            assertThat(in.read()).as("a text or binary frame, packed").isIn(0xC1, 0xC2);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoIsGoneBeforeAllIsOpenTakesNoPlace(boolean readsAnswer) throws IOException {
        LiveUpdates live = api.bean(LiveUpdates.class);
        int before = live.connections(); // of other tests
        for (int n = 0; n < 300; n++) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(upgrade());
                if (readsAnswer) {
                    assertThat(socket.getInputStream().read()).isEqualTo('H');
                }
                socket.setSoLinger(true, 0); // a reset instead of an end
            }
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> live.connections() <= before);
        open(new Heard()).abort();
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

    private static Socket connect() throws IOException {
        URI uri = URI.create(api.url());
        Socket socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static byte[] upgrade() {
        return ("GET /ws/showtimes/" + showing + " HTTP/1.1\r\nHost: " + URI.create(api.url()).getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
                + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
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
