package io.marquee.api.payment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.marquee.api.payment.StripeLedger.Intent;
import io.marquee.api.payment.StripeLedger.Refusal;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A server that speaks the part of Stripe's API that Marquee uses: PaymentIntents, refunds, idempotency keys that
 * repeat the first answer as it was. A test can be the customer's browser ({@link #ledger}), lose answers, fail
 * requests.
 */
public final class StripeStandIn implements AutoCloseable {

    /** The account's key. */
    public static final String SECRET_KEY = "sk_test_of_the_stand_in";

    private final JsonMapper json = JsonMapper.createDefault();
    private final StripeLedger ledger = new StripeLedger();
    private final Map<String, Kept> byKey = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger failing = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile String losing = "";
    private volatile Consumer<Intent> beforeAnswer = intent -> {};

    private record Kept(String request, int status, String body) {}

    /** Starts it on a free port. */
    public StripeStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(threads);
        server.createContext("/v1/", this::handle);
        server.start();
    }

    /** Settings that lead an API here. */
    public Map<String, Object> settings() {
        return Map.of(
                "marquee.payment.stripe.secret-key", SECRET_KEY,
                "marquee.payment.stripe.webhook-secret", StripeEvents.SECRET,
                "marquee.payment.stripe.api-base", "http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What Stripe knows, and what customers do there. */
    public StripeLedger ledger() {
        return ledger;
    }

    /** Method, path and idempotency key of every request so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Does what the next requests want, and then breaks the connection instead of answering. */
    public void loseAnswers(int count) {
        loseAnswers(count, "");
    }

    /** The same for those requests alone whose method and path begin so. */
    public void loseAnswers(int count, String begin) {
        losing = begin;
        lost.set(count);
    }

    /** Answers the next requests with 500 and does nothing. */
    public void fail(int count) {
        failing.set(count);
    }

    /** Forgets all idempotency keys, as Stripe does after a day. */
    public void forgetKeys() {
        byKey.clear();
    }

    /** Runs something once between the making of the next intent and the answer. */
    public void beforeAnswer(Consumer<Intent> action) {
        beforeAnswer = action;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + path + " " + key);
            Kept answer;
            if (!("Bearer " + SECRET_KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                answer = new Kept(null, 401, error("invalid_request_error", "api_key", "Invalid API Key"));
            } else if (takeOne(failing)) {
                answer = new Kept(null, 500, error("api_error", null, "Something went wrong on Stripe's end"));
            } else {
                String query = exchange.getRequestURI().getRawQuery();
                answer = once(key, exchange.getRequestMethod(), path, body.isEmpty() && query != null ? query : body);
            }
            if ((exchange.getRequestMethod() + " " + path).startsWith(losing) && takeOne(lost)) {
                return; // closed without a word
            }
            byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Stripe-Should-Retry", "false");
            exchange.sendResponseHeaders(answer.status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Kept once(String key, String method, String path, String form) throws IOException {
        if (key == null || !method.equals("POST")) {
            return answer(method, path, form);
        }
        String request = path + "?" + form;
        Kept first = byKey.get(key);
        if (first == null) {
            first = answer(method, path, form);
            Kept other = byKey.putIfAbsent(key, new Kept(request, first.status, first.body));
            return other == null ? first : other;
        }
        if (!first.request.equals(request)) {
            return new Kept(null, 400, error("idempotency_error", null, "Keys for idempotent requests can only be used "
                    + "with the same parameters they were first used with."));
        }
        return first;
    }

    private Kept answer(String method, String path, String form) throws IOException {
        try {
            return new Kept(null, 200, json.writeValueAsString(route(method, path, parse(form))));
        } catch (Refusal refusal) {
            return new Kept(null, refusal.status(), json.writeValueAsString(Map.of("error", refusal.error())));
        }
    }

    private Map<String, Object> route(String method, String path, Map<String, String> form) throws Refusal {
        String[] parts = path.substring("/v1/".length()).split("/");
        if (parts[0].equals("refunds")) {
            return method.equals("GET") ? ledger.refunds(form.get("payment_intent")) : ledger.refund(form);
        }
        if (method.equals("POST") && parts.length == 1) {
            Intent intent = ledger.create(form);
            Map<String, Object> asMade = intent.toJson();
            Consumer<Intent> action = beforeAnswer;
            beforeAnswer = later -> {};
            action.accept(intent);
            return asMade;
        } else if (method.equals("GET")) {
            return ledger.intent(parts[1]).toJson();
        }
        return switch (parts[2]) {
            case "confirm" -> ledger.confirm(parts[1], form.get("payment_method"));
            case "cancel" -> ledger.cancel(parts[1]);
            default -> throw new Refusal(404, Map.of("type", "invalid_request_error", "message", "No such path"));
        };
    }

    private String error(String type, String code, String message) throws IOException {
        Map<String, Object> error = new TreeMap<>(Map.of("type", type, "message", message));
        if (code != null) {
            error.put("code", code);
        }
        return json.writeValueAsString(Map.of("error", error));
    }

    private static Map<String, String> parse(String form) {
        Map<String, String> values = new TreeMap<>();
        for (String pair : form.isEmpty() ? new String[0] : form.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(
                    URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                    URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    private static boolean takeOne(AtomicInteger left) {
        return left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
