package io.marquee.generator.measure;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The client's end of a WebSocket (RFC 6455), as far as a watcher needs it: it takes text, answers pings, and costs so
 * little that a thousand of them fit beside the server that they watch.
 */
final class WatcherSocket implements AutoCloseable {

    private static final int TEXT_END = 0x81;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;
    private static final int MASKED = 0x80;
    private static final int SMALLEST_BUFFER = 4_096;

    private final SocketChannel channel = SocketChannel.open();
    private ByteBuffer read = ByteBuffer.allocate(SMALLEST_BUFFER);

    /**
     * Connects and shakes hands; blocks until that is done, and then never any more.
     *
     * @param base URL of the API
     * @param reads false makes the socket's own buffer small, for one who will not read
     */
    WatcherSocket(String base, String path, boolean reads) throws IOException {
        URI uri = URI.create(base);
        if (!reads) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALLEST_BUFFER);
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort()));
        byte[] key = new byte[16];
        ThreadLocalRandom.current().nextBytes(key);
        channel.write(ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(key) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1)));
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.indexOf("\r\n\r\n") < 0) {
            if (channel.read(one.clear()) < 0) {
                throw new EOFException("closed in the handshake: " + head);
            }
            head.append((char) one.flip().get());
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + head.toString().lines().findFirst().orElse(""));
        }
        channel.configureBlocking(false);
    }

    SocketChannel channel() {
        return channel;
    }

    /**
     * Takes what has come.
     *
     * @param text gets each text message
     * @throws EOFException when the server has closed the socket
     */
    void read(Consumer<String> text) throws IOException {
        if (channel.read(read) < 0) {
            throw new EOFException("closed without a reason");
        }
        read.flip();
        while (frame(text)) {
            // each that is whole
        }
        read.compact();
        if (!read.hasRemaining()) {
            read.flip();
            read = ByteBuffer.allocate(read.capacity() * 2).put(read);
        }
    }

    private boolean frame(Consumer<String> text) throws IOException {
        int start = read.position();
        if (read.remaining() < 2) {
            return false;
        }
        int kind = read.get() & 0xFF;
        long length = read.get() & 0x7F;
        int more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (read.remaining() < more) {
            read.position(start);
            return false;
        }
        length = more == 2 ? read.getShort() & 0xFFFF : more == 8 ? read.getLong() : length;
        if (read.remaining() < length) {
            read.position(start);
            return false;
        }
        byte[] payload = new byte[(int) length];
        read.get(payload);
        switch (kind) {
            case TEXT_END -> text.accept(new String(payload, StandardCharsets.UTF_8));
            case PING -> pong(payload);
            case CLOSE -> throw new EOFException("closed with " + (payload.length < 2 ? "no code"
                    : (((payload[0] & 0xFF) << 8 | payload[1] & 0xFF) + " "
                            + new String(Arrays.copyOfRange(payload, 2, payload.length), StandardCharsets.UTF_8))));
            default -> throw new IOException("a frame of kind " + kind);
        }
        return true;
    }

    private void pong(byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(6 + payload.length);
        // A mask of zeros is a mask, and leaves the payload as it is.
        frame.put((byte) PONG).put((byte) (MASKED | payload.length)).putInt(0).put(payload).flip();
        channel.write(frame);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
