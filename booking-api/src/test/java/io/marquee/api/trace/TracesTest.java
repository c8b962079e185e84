package io.marquee.api.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marquee.api.TestApi;
import io.marquee.local.FreePort;
import io.micronaut.context.exceptions.NoSuchBeanException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TracesTest {

    private static final String TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private static String database;

    @BeforeAll
    static void makeDatabase() {
        database = TestApi.newDatabase();
    }

    @Test
    void withoutItsVariablesThereIsNoTracingAtAll() {
        Set<Thread> before = exporters(); // of other tests
        try (TestApi api = start(Map.of("otel.exporter.otlp.endpoint", "", "otel.service.name", "box"))) {
            assertThat(api.get("/movies", null, "traceparent", TRACEPARENT).status()).isEqualTo(200);

            assertThatThrownBy(() -> api.bean(Traces.class)).isInstanceOf(NoSuchBeanException.class);
            assertThatThrownBy(() -> api.bean(RequestSpans.class)).isInstanceOf(NoSuchBeanException.class);
            assertThat(before).containsAll(exporters());
        }
    }

    @Test
    void itCanBeTurnedOffWhileAnEndpointIsNamed() {
        try (Collector collector = new Collector();
                TestApi api = start(Map.of(
                        "otel.exporter.otlp.endpoint", collector.endpoint(), "otel.sdk.disabled", "true"))) {
            assertThat(api.get("/movies", null, "traceparent", TRACEPARENT).status()).isEqualTo(200);

            assertThatThrownBy(() -> api.bean(Traces.class)).isInstanceOf(NoSuchBeanException.class);
            assertThat(collector.received()).isEmpty();
        }
    }

    @Test
    void requestsAreAnsweredWhileNobodyTakesTheSpans() {
        requireAnswers("http://127.0.0.1:" + FreePort.find());
    }

    @Test
    void requestsAreAnsweredWhileTheOneWhoTakesTheSpansHangs() throws IOException {
        // Connections are made and never answered.
        try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            requireAnswers("http://127.0.0.1:" + hanging.getLocalPort());
        }
    }

    // More requests than the queue of spans has room for.
    private static void requireAnswers(String endpoint) {
        Set<Thread> before = exporters();
        try (TestApi api = start(Map.of(
                "otel.exporter.otlp.endpoint", endpoint,
                "otel.exporter.otlp.timeout", "1000",
                "otel.bsp.max.queue.size", "4",
                "otel.bsp.max.export.batch.size", "2",
                "otel.bsp.schedule.delay", "5"))) {
            for (int i = 0; i < 50; i++) {
                assertThat(api.get("/movies", null, "traceparent", TRACEPARENT).status()).isEqualTo(200);
            }
            assertThat(exporters()).anyMatch(thread -> !before.contains(thread));
        }
    }

    private static TestApi start(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("marquee.outbox.relay", "false");
        return TestApi.startOn(database, all);
    }

    /** Threads that send spans. */
    private static Set<Thread> exporters() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("BatchSpanProcessor"))
                .collect(Collectors.toSet());
    }
}
