package io.marquee.api.live;

import io.micronaut.websocket.CloseReason;
import java.net.InetAddress;
import java.util.concurrent.CompletionStage;

/** The way to one client. */
interface Connection {

    /** Starts to write; the stage ends when the network has taken the message. Never blocks. */
    CompletionStage<?> write(String message);

    void ping();

    /** Where the client is. */
    InetAddress address();

    /** Runs this when the connection has ended, at once if it has. */
    void whenEnded(Runnable then);

    /** Says why and closes; cuts the connection when the client does not even take that. */
    void close(CloseReason reason);
}
