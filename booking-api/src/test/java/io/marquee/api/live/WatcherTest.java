package io.marquee.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.websocket.CloseReason;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WatcherTest {

    private static final long SECOND = 1_000_000_000L;

    private final SlowConnection connection = new SlowConnection();
    private long now;
    private final Watcher<SeatChange> watcher = new Watcher<>(connection, LiveJson::delta, () -> now);

    @Test
    void oneWriteIsUnderWayAtATime() {
        watcher.whole("snapshot");
        for (int version = 1; version <= 1_000; version++) {
            SeatChange change = new SeatChange(version % 2 == 0 ? "held" : "available", version, null, false);
            watcher.changes(version, Map.of("A" + version % 10, change), "delta");
        }
        assertThat(connection.written).containsExactly("snapshot");

        connection.take();

        assertThat(connection.written).hasSize(2);
        assertThat(connection.written.get(1)).contains("\"version\":1000").contains("\"A0\"").contains("\"A9\"");
    }

    @Test
    void aClientThatLeavesAMessageWaitingIsClosedWith1013() {
        watcher.whole("snapshot");
        now = 29 * SECOND;
        watcher.closeIfStalled(30 * SECOND, 50 * SECOND);
        assertThat(connection.closed).isNull();

        now = 31 * SECOND;
        watcher.closeIfStalled(30 * SECOND, 50 * SECOND);
        assertThat(connection.closed.getCode()).isEqualTo(1013);
    }

    @Test
    void aClientThatAnswersNoPingIsClosedWith1013() {
        watcher.whole("snapshot");
        connection.take();
        now = 40 * SECOND;
        watcher.heard();
        now = 89 * SECOND;
        watcher.closeIfStalled(30 * SECOND, 50 * SECOND);
        assertThat(connection.closed).isNull();

        now = 91 * SECOND;
        watcher.closeIfStalled(30 * SECOND, 50 * SECOND);
        assertThat(connection.closed.getCode()).isEqualTo(1013);
    }

    @Test
    void aClientThatTalksWithoutEndIsNoticed() {
        for (int n = 0; n < 30; n++) {
            assertThat(watcher.spoke()).isTrue();
        }
        assertThat(watcher.spoke()).isFalse();
        now = 11 * SECOND;
        assertThat(watcher.spoke()).isTrue();
    }

    private static final class SlowConnection implements Connection {

        private final List<String> written = new ArrayList<>();
        private CompletableFuture<Void> underWay;
        private CloseReason closed;

        @Override
        public CompletionStage<?> write(String message) {
            written.add(message);
            underWay = new CompletableFuture<>();
            return underWay;
        }

        void take() {
            underWay.complete(null);
        }

        @Override
        public InetAddress address() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public void ping() {}

        @Override
        public void whenEnded(Runnable then) {}

        @Override
        public void close(CloseReason reason) {
            closed = reason;
        }
    }
}
