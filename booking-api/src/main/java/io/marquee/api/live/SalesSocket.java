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
import java.time.LocalDate;

/** The totals of a day as they change, {@code ?date=}; {@link LiveHandshake} has seen to it that the date is one. */
@ServerWebSocket("/ws/sales")
@Secured(SecurityRule.IS_ANONYMOUS)
class SalesSocket {

    private final LiveUpdates live;
    private final ClientAddresses addresses;

    SalesSocket(LiveUpdates live, ClientAddresses addresses) {
        this.live = live;
        this.addresses = addresses;
    }

    @OnOpen
    void open(WebSocketSession session, HttpRequest<?> handshake) {
        LiveSocket.open(registry(), date(session), session, new Watcher<>(
                new SocketConnection(session, handshake, addresses.of(handshake)),
                (version, changes) -> LiveJson.totals(date(session), changes.values()),
                System::nanoTime));
    }

    @OnMessage(maxPayloadLength = LiveSocket.MOST_BYTES)
    void message(String message, WebSocketSession session) {
        LiveSocket.message(registry(), date(session), session, message);
    }

    @OnMessage
    void pong(WebSocketPongMessage pong, WebSocketSession session) {
        LiveSocket.pong(session);
    }

    @OnClose
    void close(WebSocketSession session) {
        LiveSocket.close(registry(), date(session), session);
    }

    @OnError
    void error(WebSocketSession session, Throwable failure) {
        LiveSocket.close(registry(), date(session), session);
        session.close();
    }

    private FeedRegistry<LocalDate, TotalChange> registry() {
        return live.totals().registry();
    }

    private static LocalDate date(WebSocketSession session) {
        return LocalDate.parse(session.getRequestParameters().get("date"));
    }
}
