package io.marquee.api.trace;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.marquee.api.TestApi;
import io.marquee.api.TestApi.Answer;
import io.marquee.api.TestCatalog;
import io.marquee.api.http.RequestIds;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RequestSpansTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String PERSON = "someone@example.com";
    private static final String SECRET = "pi_3N_secret_5x";

    private static Collector collector;
    private static TestApi api;

    @BeforeAll
    static void start() {
        collector = new Collector();
        api = TestApi.start(Map.of(
                "marquee.outbox.relay", "false",
                "otel.exporter.otlp.endpoint", collector.endpoint(),
                "otel.bsp.schedule.delay", "50"));
    }

    @AfterAll
    static void stop() {
        api.close();
        collector.close();
    }

    @Test
    void aRequestContinuesTheTraceOfItsCaller() {
        long showing = new TestCatalog(api.database()).showing(2, 2);

        Answer answer = api.get("/showtimes/" + showing, null, "traceparent", "00-" + TRACE + "-" + CALLER + "-01");

        assertThat(answer.status()).isEqualTo(200);
        Span span = collector.await(one -> hex(one.getTraceId().toByteArray()).equals(TRACE));
        assertThat(hex(span.getParentSpanId().toByteArray())).isEqualTo(CALLER);
        assertThat(span.getName()).isEqualTo("GET /showtimes/{id}");
        assertThat(span.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(span.getEndTimeUnixNano()).isGreaterThan(span.getStartTimeUnixNano());
        assertThat(Collector.attributes(span.getAttributesList())).containsOnly(
                Map.entry("http.request.method", "GET"),
                Map.entry("http.route", "/showtimes/{id}"),
                Map.entry("http.response.status_code", "200"),
                Map.entry("url.path", "/showtimes/" + showing),
                Map.entry("url.scheme", "http"),
                Map.entry("request_id", TRACE));
    }

    @Test
    void theServiceHasTheNameOfTheApplication() {
        api.get("/genres", null);

        collector.await(one -> one.getName().equals("GET /genres"));
        assertThat(collector.received()).isNotEmpty().allSatisfy(spans ->
                assertThat(Collector.attributes(spans.getResource().getAttributesList()))
                        .containsEntry("service.name", "marquee-booking-api"));
    }

    @Test
    void theLogHasTheTraceBesideTheRequest() {
        Logger logger = (Logger) LoggerFactory.getLogger(RequestIds.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.DEBUG);
        try {
            api.get("/movies", null, RequestIds.HEADER, "followed");
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
        }

        Span span = collector.await(one -> id(one).equals("followed"));
        assertThat(log.list).anySatisfy(line -> assertThat(line.getMDCPropertyMap()).contains(
                Map.entry(RequestIds.LOG_KEY, "followed"),
                Map.entry(RequestSpans.TRACE_LOG_KEY, hex(span.getTraceId().toByteArray())),
                Map.entry(RequestSpans.SPAN_LOG_KEY, hex(span.getSpanId().toByteArray()))));
    }

    @Test
    void aRequestThatIsRefusedIsNoErrorOfTheServer() {
        api.post("/auth/register", null, "{", RequestIds.HEADER, "refused");

        Span span = collector.await(one -> id(one).equals("refused"));
        assertThat(Collector.attributes(span.getAttributesList()))
                .containsEntry("http.response.status_code", "400")
                .containsEntry("http.route", "/auth/register");
        assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
    }

    @Test
    void aRequestThatFailsIsAnErrorWithoutItsText() {
        api.database().useHandle(handle -> handle.execute("ALTER TABLE movie RENAME TO movie_elsewhere"));
        try {
            assertThat(api.get("/movies/1", null, RequestIds.HEADER, "failed").status()).isEqualTo(500);
        } finally {
            api.database().useHandle(handle -> handle.execute("ALTER TABLE movie_elsewhere RENAME TO movie"));
        }

        Span span = collector.await(one -> id(one).equals("failed"));
        assertThat(Collector.attributes(span.getAttributesList()))
                .containsEntry("http.response.status_code", "500")
                .containsEntry("error.type", "500");
        assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(span.getStatus().getMessage()).isEmpty();
        assertThat(span.getEventsList()).isEmpty();
    }

    @Test
    void nothingThatNamesPeopleOrHoldsSecretsGoesOut() {
        api.get("/movies?search=" + PERSON + "&payment_intent_client_secret=" + SECRET, SECRET);
        api.get("/unknown/" + PERSON, null, RequestIds.HEADER, "unknown", "User-Agent", PERSON, "Cookie", SECRET);
        api.post("/login", null, Map.of("email", PERSON, "password", SECRET), RequestIds.HEADER, "login");

        Span unknown = collector.await(one -> id(one).equals("unknown"));
        collector.await(one -> id(one).equals("login"));
        collector.await(one -> one.getName().equals("GET /movies"));
        assertThat(unknown.getName()).isEqualTo("GET");
        assertThat(Collector.attributes(unknown.getAttributesList())).containsEntry("http.response.status_code", "404");
        assertThat(collector.received().toString()).doesNotContain(PERSON).doesNotContain(SECRET);
    }

    @Test
    void aWebSocketOpensAndItsHandshakeIsASpan() {
        long showing = new TestCatalog(api.database()).showing(2, 2);
        URI uri = URI.create(api.url().replaceFirst("^http", "ws") + "/ws/showtimes/" + showing);

        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder()
                .header(RequestIds.HEADER, "watcher")
                .buildAsync(uri, new WebSocket.Listener() {})
                .join();

        Span span = collector.await(one -> id(one).equals("watcher"));
        assertThat(span.getName()).isEqualTo("GET /ws/showtimes/{id}");
        assertThat(span.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    @Test
    void probesAndScrapesHaveNoSpans() {
        api.get("/health/readiness", null);
        api.get("/prometheus", null);
        api.get("/theaters", null, RequestIds.HEADER, "after");

        collector.await(one -> id(one).equals("after"));
        assertThat(collector.received().toString()).doesNotContain("/health").doesNotContain("/prometheus");
    }

    private static String id(Span span) {
        return Collector.attributes(span.getAttributesList()).get("request_id");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
