package io.marquee.api.live;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.websocket.CloseReason;
import io.micronaut.websocket.WebSocketSession;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A client's WebSocket. */
final class SocketConnection implements Connection {

    private static final byte[] EMPTY = {};
    private static final long GRACE_SECONDS = 5;

    private final WebSocketSession session;
    private final Channel channel;
    private final InetAddress address;

    /** @param address where the client is, as far as the proxies before this service tell */
    SocketConnection(WebSocketSession session, HttpRequest<?> handshake, InetAddress address) {
        this.session = session;
        this.address = address;
        this.channel = handshake instanceof NettyHttpRequest<?> netty
                ? netty.getChannelHandlerContext().channel()
                : null;
    }

    @Override
    public CompletionStage<?> write(String message) {
        try {
            return session.sendAsync(message);
        } catch (RuntimeException closed) {
            return CompletableFuture.failedStage(closed);
        }
    }

    @Override
    public InetAddress address() {
        return address;
    }

    @Override
    public void ping() {
        if (session.isOpen()) {
            session.sendPingAsync(EMPTY);
        }
    }

    @Override
    public void whenEnded(Runnable then) {
        if (channel != null) {
            channel.closeFuture().addListener(ended -> then.run());
        }
    }

    @Override
    public void close(CloseReason reason) {
        if (session.isOpen()) {
            session.close(reason);
        }
        // The close frame queues behind what the client has not read; without this the connection would stay for ever.
        if (channel != null) {
            channel.eventLoop().schedule(() -> channel.close(), GRACE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
