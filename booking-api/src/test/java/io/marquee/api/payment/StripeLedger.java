package io.marquee.api.payment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The intents and refunds of {@link StripeStandIn}, with the states that Stripe gives them. */
public final class StripeLedger {

    private final Map<String, Intent> intents = new LinkedHashMap<>();
    private final List<Map<String, Object>> refunds = new ArrayList<>();

    /** What Stripe does not do, and says so. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final transient Map<String, Object> error;

        Refusal(int status, Map<String, Object> error) {
            this.status = status;
            this.error = error;
        }

        int status() {
            return status;
        }

        Map<String, Object> error() {
            return error;
        }
    }

    /** A PaymentIntent. */
    public final class Intent {
        private final String id = "pi_" + UUID.randomUUID().toString().replace("-", "");
        private final long amount;
        private final String currency;
        private final Map<String, String> metadata = new HashMap<>();
        private String status = "requires_payment_method";
        private Map<String, Object> lastError;

        private Intent(Map<String, String> form) {
            amount = Long.parseLong(form.get("amount"));
            currency = form.get("currency");
            form.forEach((name, value) -> {
                if (name.startsWith("metadata[")) {
                    metadata.put(name.substring("metadata[".length(), name.length() - 1), value);
                }
            });
        }

        /** Stripe's id. */
        public String id() {
            return id;
        }

        /** What the customer's browser pays with. */
        public String clientSecret() {
            return id + "_secret_x";
        }

        /** As it stands. */
        public String status() {
            synchronized (StripeLedger.this) {
                return status;
            }
        }

        /** Minor units, as Stripe was asked for them. */
        public long amount() {
            return amount;
        }

        Map<String, Object> toJson() {
            synchronized (StripeLedger.this) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("id", id);
                json.put("object", "payment_intent");
                json.put("amount", amount);
                json.put("amount_received", status.equals("succeeded") ? amount : 0);
                json.put("currency", currency);
                json.put("client_secret", clientSecret());
                json.put("last_payment_error", lastError);
                json.put("livemode", false);
                json.put("metadata", Map.copyOf(metadata));
                json.put("status", status);
                return json;
            }
        }
    }

    /** The intent of a client secret, or of an id. */
    public synchronized Intent of(String secretOrId) {
        return intents.get(secretOrId.replaceFirst("_secret_.*", ""));
    }

    /** All intents, oldest first. */
    public synchronized List<Intent> all() {
        return List.copyOf(intents.values());
    }

    /** What was given back of an intent, refund by refund. */
    public synchronized List<Long> refundsOf(Intent intent) {
        return refunds.stream()
                .filter(refund -> refund.get("payment_intent").equals(intent.id))
                .map(refund -> (Long) refund.get("amount"))
                .toList();
    }

    /** The customer pays in the browser; false when Stripe does not let them. */
    public boolean pay(Intent intent) {
        return confirmed(intent, "pm_card_visa");
    }

    /** The customer's card is declined in the browser. */
    public void decline(Intent intent) {
        confirmed(intent, "pm_card_chargeDeclined");
    }

    /** The bank has the payment for some time: it can neither be cancelled nor is it paid. */
    public synchronized void process(Intent intent) {
        intent.status = "processing";
    }

    private boolean confirmed(Intent intent, String method) {
        try {
            confirm(intent.id, method);
            return true;
        } catch (Refusal refused) {
            return false;
        }
    }

    synchronized Intent create(Map<String, String> form) throws Refusal {
        Intent intent = new Intent(form);
        if (intent.amount < 50) {
            throw invalid("amount_too_small", "Amount must be at least $0.50 usd");
        }
        intents.put(intent.id, intent);
        return intent;
    }

    synchronized Intent intent(String id) throws Refusal {
        Intent intent = intents.get(id);
        if (intent == null) {
            throw new Refusal(404, Map.of(
                    "type", "invalid_request_error", "code", "resource_missing", "message", "No such payment_intent"));
        }
        return intent;
    }

    synchronized Map<String, Object> confirm(String id, String method) throws Refusal {
        Intent intent = intent(id);
        if (!intent.status.startsWith("requires_")) {
            throw invalid("payment_intent_unexpected_state", "This PaymentIntent is " + intent.status);
        }
        switch (method) {
            case "pm_card_visa" -> intent.status = "succeeded";
            case "pm_card_authenticationRequired" -> intent.status = "requires_action";
            case "pm_card_chargeDeclined" -> {
                intent.status = "requires_payment_method";
                intent.lastError = Map.of(
                        "type", "card_error", "code", "card_declined", "message", "Your card was declined.");
                throw new Refusal(402, intent.lastError);
            }
            default -> throw invalid("resource_missing", "No such PaymentMethod: '" + method + "'");
        }
        return intent.toJson();
    }

    synchronized Map<String, Object> cancel(String id) throws Refusal {
        Intent intent = intent(id);
        if (!intent.status.startsWith("requires_")) {
            throw invalid("payment_intent_unexpected_state", "This PaymentIntent is " + intent.status);
        }
        intent.status = "canceled";
        return intent.toJson();
    }

    synchronized Map<String, Object> refunds(String intent) {
        return Map.of(
                "object", "list", "url", "/v1/refunds", "has_more", false,
                "data", refunds.stream().filter(refund -> refund.get("payment_intent").equals(intent)).toList());
    }

    synchronized Map<String, Object> refund(Map<String, String> form) throws Refusal {
        Intent intent = intent(form.get("payment_intent"));
        long amount = Long.parseLong(form.get("amount"));
        long back = refundsOf(intent).stream().mapToLong(Long::longValue).sum();
        if (!intent.status.equals("succeeded") || back + amount > intent.amount) {
            throw invalid("charge_already_refunded", "There is not so much left to refund");
        }
        Map<String, Object> refund = Map.of(
                "id", "re_" + UUID.randomUUID().toString().replace("-", ""),
                "object", "refund",
                "amount", amount,
                "currency", intent.currency,
                "payment_intent", intent.id,
                "metadata", Map.of("marquee_refund", String.valueOf(form.get("metadata[marquee_refund]"))),
                "status", "succeeded");
        refunds.add(refund);
        return refund;
    }

    private static Refusal invalid(String code, String message) {
        return new Refusal(400, Map.of("type", "invalid_request_error", "code", code, "message", message));
    }
}
