package io.marquee.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A server that stands in for Stripe and for the script that browsers load from it, for one payment: a card that ends
 * in 0002 is declined, others pay when the test says so.
 */
final class StripeInBrowsers implements AutoCloseable {

    // What the pages use of Stripe.js; its form is one field.
    private static final String SCRIPT = """
            window.Stripe = key => ({
              elements: ({ clientSecret }) => ({
                clientSecret,
                create: () => ({
                  mount: place => {
                    const field = Object.assign(document.createElement('input'), { ariaLabel: 'Card number' });
                    place.replaceChildren(field);
                  },
                }),
              }),
              confirmPayment: async ({ elements }) => {
                const card = document.querySelector('.stripe input').value;
                const answer = await fetch(`${origin}/pay`, {
                  method: 'POST', body: JSON.stringify({ key, card, secret: elements.clientSecret }) });
                return answer.ok ? {} : { error: { message: 'Your card was declined.' } };
              },
            });
            const origin = new URL(document.currentScript.src).origin;
            """;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final Map<String, Object> intent = new LinkedHashMap<>();
    private boolean waiting;

    private StripeInBrowsers(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.start();
    }

    static StripeInBrowsers start() throws IOException {
        return new StripeInBrowsers(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    /** Leads an API here. No webhook comes: it has to ask. */
    Map<String, String> settings() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of(
                "MARQUEE_PAYMENT_STRIPE_SECRET_KEY", "sk_test_of_the_stand_in",
                "MARQUEE_PAYMENT_STRIPE_PUBLISHABLE_KEY", "pk_test_of_the_stand_in",
                "MARQUEE_PAYMENT_STRIPE_API_BASE", url,
                "MARQUEE_PAYMENT_STRIPE_SCRIPT", url + "/v3/",
                "MARQUEE_PAYMENT_MOCK", "false",
                "MARQUEE_PAYMENT_RECONCILE_AFTER", "1s",
                "MARQUEE_PAYMENT_RECONCILE_EVERY", "1s");
    }

    /** The bank takes its time from now on. */
    synchronized void keepWaiting() {
        waiting = true;
    }

    /** The money is there. */
    synchronized void succeed() {
        intent.put("status", "succeeded");
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
            if (path.equals("/v3/")) {
                answer(exchange, 200, "text/javascript", SCRIPT);
            } else if (path.equals("/pay")) {
                Map<?, ?> payment = json.readValue(body, Map.class);
                boolean good = "pk_test_of_the_stand_in".equals(payment.get("key"))
                        && intent.get("client_secret").equals(payment.get("secret"))
                        && !String.valueOf(payment.get("card")).endsWith("0002");
                if (good) {
                    intent.put("status", waiting ? "processing" : "succeeded");
                }
                answer(exchange, good ? 200 : 402, "text/plain", "");
            } else {
                if (path.equals("/v1/payment_intents")) {
                    begin(body);
                }
                answer(exchange, 200, "application/json", json.writeValueAsString(intent));
            }
        }
    }

    private void begin(String form) {
        intent.putAll(Map.of(
                "id", "pi_of_a_browser", "object", "payment_intent", "status", "requires_payment_method",
                "client_secret", "pi_of_a_browser_secret_1"));
        for (String pair : form.split("&")) {
            String[] parts = URLDecoder.decode(pair, StandardCharsets.UTF_8).split("=", 2);
            if (parts[0].equals("amount")) {
                intent.put("amount", Long.parseLong(parts[1]));
            } else if (parts[0].startsWith("metadata[")) {
                intent.put("metadata", Map.of(parts[0].substring("metadata[".length(), parts[0].length() - 1), parts[1]));
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
