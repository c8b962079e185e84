package io.marquee.api.http;

import io.marquee.api.http.IdempotencyKeys.Known;
import io.marquee.api.problem.Problem;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Lets a caller repeat a request that it got no answer to: under the same Idempotency-Key the first answer comes again.
 * Keys belong to their caller and are kept for {@code marquee.booking.idempotency-life}. Answers that a repetition
 * might change (conflicts, too many requests, 5xx) are not kept.
 */
@Singleton
public class Idempotency {

    private static final String HEADER = "Idempotency-Key";
    private static final Pattern KEY = Pattern.compile("[!-~](?:[ -~]{0,198}[!-~])?");

    private static final Set<HttpStatus> PASSING =
            Set.of(HttpStatus.CONFLICT, HttpStatus.TOO_MANY_REQUESTS, HttpStatus.REQUEST_TIMEOUT);

    private final IdempotencyKeys keys;
    private final Seal seal;
    private final JsonMapper json;

    Idempotency(IdempotencyKeys keys, Seal seal, JsonMapper json) {
        this.keys = keys;
        this.seal = seal;
        this.json = json;
    }

    /**
     * Answers a request once, with one status when it succeeds.
     *
     * @param caller whom the key belongs to
     * @param key the header's value; null runs the action without further ado
     * @param status of the answer when the action succeeds
     * @throws ProblemException what the action throws; 400 for a malformed key; 422 when the key came with another
     *     request before; 409 while the first request is under way
     */
    public <T> HttpResponse<?> once(
            HttpRequest<?> request, String caller, @Nullable String key, HttpStatus status, Supplier<T> action) {
        return once(request, caller, key, () -> HttpResponse.status(status).body(action.get()));
    }

    /** The same for an action that chooses the status itself; of its answer status and body are kept, no headers. */
    public HttpResponse<?> once(
            HttpRequest<?> request, String caller, @Nullable String key, Supplier<HttpResponse<?>> action) {
        List<String> headers = request.getHeaders().getAll(HEADER);
        if (headers.isEmpty() && key == null) {
            return action.get();
        }
        if (headers.size() > 1 || key == null || !KEY.matcher(key).matches()) {
            throw ProblemException.badField(
                    HEADER, "must be one value of 1 to 200 visible ASCII characters, spaces inside allowed");
        }
        byte[] fingerprint = seal.fingerprint(
                request.getMethodName() + " " + request.getPath() + "\n" + plain(RequestBodies.of(request)));
        UUID attempt = UUID.randomUUID();
        if (!keys.reserve(caller, key, fingerprint, attempt)) {
            return replay(caller, key, fingerprint);
        }
        boolean kept = false;
        try {
            HttpResponse<?> answer = action.get();
            kept = keep(caller, key, attempt, answer.status(), answer.body());
            return answer;
        } catch (ProblemException refused) {
            Problem first = refused.toProblem(request.getPath()).of(RequestIds.of(request));
            kept = keep(caller, key, attempt, refused.status(), first);
            throw refused;
        } finally {
            if (!kept) {
                keys.forget(caller, key, attempt);
            }
        }
    }

    private boolean keep(String caller, String key, UUID attempt, HttpStatus status, Object body) {
        if (status.getCode() >= 500 || PASSING.contains(status)) {
            return false;
        }
        keys.keep(caller, key, attempt, status.getCode(), seal.close(caller, write(body)));
        return true;
    }

    private HttpResponse<?> replay(String caller, String key, byte[] fingerprint) {
        Optional<Known> known = keys.find(caller, key);
        if (known.isPresent() && !Arrays.equals(known.get().fingerprint(), fingerprint)) {
            throw ProblemException.of(
                    HttpStatus.UNPROCESSABLE_ENTITY, "idempotency-key-reused", "Idempotency-Key used before",
                    "This Idempotency-Key came with another request before.");
        }
        if (known.isEmpty() || known.get().status() == null) {
            // Or it just ended without an answer to keep; whoever asks again gets one.
            throw ProblemException.conflict(
                    "request-in-flight", "Request in flight", "The first request with this key is still under way.");
        }
        int status = known.get().status();
        return HttpResponse.status(HttpStatus.valueOf(status))
                .body(seal.open(caller, known.get().response()).getBytes(StandardCharsets.UTF_8))
                .contentType(status < 400 ? MediaType.APPLICATION_JSON : Problem.MEDIA_TYPE)
                .header("Idempotent-Replayed", "true");
    }

    // The body as it came, fields unknown here too; but white space and the order of fields make no other request.
    private String plain(byte[] body) {
        try {
            return body.length == 0 ? "" : write(sorted(json.readValue(body, Argument.of(JsonNode.class))));
        } catch (IOException notJson) {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
    }

    private static Object sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> fields = new TreeMap<>();
            node.entries().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return fields;
        }
        if (node.isArray()) {
            List<Object> values = new ArrayList<>();
            node.values().forEach(value -> values.add(sorted(value)));
            return values;
        }
        return node;
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the text is in memory
        }
    }
}
