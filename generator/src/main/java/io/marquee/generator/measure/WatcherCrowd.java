package io.marquee.generator.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marquee.generator.endpoint.UnreachableException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Many who watch showings over WebSockets, and note when each of them first saw each seat held. One thread reads for
 * all.
 */
final class WatcherCrowd implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int PATIENCE_SECONDS = 60;

    private final Selector selector = Selector.open();
    private final List<WatcherSocket> sockets = new ArrayList<>();
    private final Map<Long, Integer> readers = new HashMap<>();
    private final Map<Long, Map<String, long[]>> seen = new HashMap<>();
    private final Map<String, Integer> lost = new ConcurrentHashMap<>();
    private final CountDownLatch snapshots;
    private final Thread thread = new Thread(this::read, "watchers");
    private volatile boolean closed;

    /** A watcher that reads: the showing, and its number among the readers of this showing. */
    private final class Reader {
        private final WatcherSocket socket;
        private final long showtime;
        private final int number;
        private boolean hasSnapshot;

        Reader(WatcherSocket socket, long showtime, int number) {
            this.socket = socket;
            this.showtime = showtime;
            this.number = number;
        }

        private void text(String message) {
            long now = System.nanoTime();
            if (!hasSnapshot) {
                hasSnapshot = true;
                snapshots.countDown();
            }
            if (message.contains("\"held\"")) {
                try {
                    for (Map.Entry<String, JsonNode> seat : JSON.readTree(message).path("seats").properties()) {
                        if (seat.getValue().path("state").asText().equals("held")) {
                            note(seat.getKey(), now);
                        }
                    }
                } catch (JsonProcessingException broken) {
                    lost.merge("a frame was no JSON", 1, Integer::sum);
                }
            }
        }

        private void note(String seat, long now) {
            long[] times = seen.get(showtime).computeIfAbsent(seat, unused -> new long[readers.get(showtime)]);
            if (times[number] == 0) {
                times[number] = now;
            }
        }
    }

    /**
     * Opens the sockets and waits until every reader has its snapshot.
     *
     * @param showtimes what they watch, in turn
     * @param watchers how many
     * @param silent how many of them never read
     */
    WatcherCrowd(String base, List<Long> showtimes, int watchers, int silent) throws IOException, InterruptedException {
        snapshots = new CountDownLatch(watchers - silent);
        showtimes.forEach(showtime -> seen.put(showtime, new ConcurrentHashMap<>()));
        for (int i = 0; i < watchers; i++) {
            long showtime = showtimes.get(i % showtimes.size());
            // Spread over the showings: the first and every so many.
            boolean reads = (long) (i + 1) * silent / watchers == (long) i * silent / watchers;
            WatcherSocket socket = new WatcherSocket(base, "/ws/showtimes/" + showtime, reads);
            sockets.add(socket);
            if (reads) {
                int number = readers.merge(showtime, 1, Integer::sum) - 1;
                socket.channel().register(selector, SelectionKey.OP_READ, new Reader(socket, showtime, number));
            }
        }
        thread.setDaemon(true);
        thread.start();
        if (!snapshots.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new UnreachableException(snapshots.getCount() + " watchers got no snapshot", null);
        }
    }

    /** When each reader of a showing first saw a seat held, as {@link System#nanoTime}; 0 where it has not. */
    long[] seen(long showtime, String seat) {
        long[] times = seen.get(showtime).get(seat);
        return times == null ? new long[readers.getOrDefault(showtime, 0)] : times;
    }

    /** Why sockets of readers were closed, and how many for each reason. */
    Map<String, Integer> lost() {
        return lost;
    }

    private void read() {
        try {
            while (!closed) {
                selector.select(key -> {
                    Reader reader = (Reader) key.attachment();
                    try {
                        reader.socket.read(reader::text);
                    } catch (IOException gone) {
                        key.cancel();
                        if (!closed) {
                            lost.merge(String.valueOf(gone.getMessage()), 1, Integer::sum);
                        }
                    }
                });
            }
        } catch (IOException broken) {
            lost.merge(broken.toString(), 1, Integer::sum);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.close();
        for (WatcherSocket socket : sockets) {
            socket.close();
        }
    }
}
