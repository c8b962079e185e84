package io.marquee.api.live;

import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** What a client of a WebSocket hears. */
final class Heard implements WebSocket.Listener {

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private volatile int closeCode;

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            messages.add(part.toString());
            part.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closeCode = code;
        return null;
    }

    List<String> messages() {
        return messages;
    }

    /** Waits for a message, among those from the given position on. */
    String await(int from, Predicate<String> wanted) {
        return Awaitility.await().until(
                () -> messages.stream().skip(from).filter(wanted).findFirst().orElse(null), message -> message != null);
    }

    String awaitType(String type) {
        return await(0, message -> message.startsWith("{\"type\":\"" + type + "\""));
    }

    void awaitClose(int code) {
        Awaitility.await().until(() -> closeCode == code);
    }
}
