package io.marquee.api.live;

import io.marquee.api.http.ClientAddresses;
import io.micronaut.http.HttpRequest;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.websocket.WebSocketPongMessage;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.annotation.OnClose;
import io.micronaut.websocket.annotation.OnError;
import io.micronaut.websocket.annotation.OnMessage;
import io.micronaut.websocket.annotation.OnOpen;
import io.micronaut.websocket.annotation.ServerWebSocket;

/** The seats of a showing as they change; {@link LiveHandshake} has let the client in. */
@ServerWebSocket("/ws/showtimes/{id}")
@Secured(SecurityRule.IS_ANONYMOUS)
class SeatSocket {

    private final LiveUpdates live;
    private final ClientAddresses addresses;

    SeatSocket(LiveUpdates live, ClientAddresses addresses) {
        this.live = live;
        this.addresses = addresses;
    }

    @OnOpen
    void open(long id, WebSocketSession session, HttpRequest<?> handshake) {
        LiveSocket.open(registry(), id, session, new Watcher<>(
                new SocketConnection(session, handshake, addresses.of(handshake)), LiveJson::delta, System::nanoTime));
    }

    @OnMessage(maxPayloadLength = LiveSocket.MOST_BYTES)
    void message(long id, String message, WebSocketSession session) {
        LiveSocket.message(registry(), id, session, message);
    }

    @OnMessage
    void pong(WebSocketPongMessage pong, WebSocketSession session) {
        LiveSocket.pong(session);
    }

    @OnClose
    void close(long id, WebSocketSession session) {
        LiveSocket.close(registry(), id, session);
    }

    @OnError
    void error(long id, WebSocketSession session, Throwable failure) {
        LiveSocket.close(registry(), id, session);
        session.close();
    }

    private FeedRegistry<Long, SeatChange> registry() {
        return live.seats().registry();
    }
}
