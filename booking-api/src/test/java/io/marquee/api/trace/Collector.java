package io.marquee.api.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** Takes spans by OTLP over HTTP, as a collector does. */
final class Collector implements AutoCloseable {

    private final HttpServer server;
    private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();

    Collector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All that came, with the services that it is of. */
    List<ResourceSpans> received() {
        return received;
    }

    /** Waits for a span. */
    Span await(Predicate<Span> wanted) {
        return Awaitility.await().until(
                () -> received.stream()
                        .flatMap(one -> one.getScopeSpansList().stream())
                        .flatMap(scope -> scope.getSpansList().stream())
                        .filter(wanted)
                        .findFirst()
                        .orElse(null),
                span -> span != null);
    }

    /** Attributes by name; numbers as text. */
    static Map<String, String> attributes(List<KeyValue> of) {
        return of.stream().collect(Collectors.toMap(KeyValue::getKey, pair -> text(pair.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean isSpans = exchange.getRequestMethod().equals("POST")
                    && "application/x-protobuf".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
            if (isSpans) {
                received.addAll(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody()).getResourceSpansList());
            }
            exchange.sendResponseHeaders(isSpans ? 200 : 400, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
