package io.marquee.api.http;

import io.marquee.api.problem.ProblemException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** Answers reads with an entity tag, and with 304 and no body to a caller that has this state already. */
@Singleton
public class ETags {

    private static final int TAG_BYTES = 12;

    private final JsonMapper json;

    ETags(JsonMapper json) {
        this.json = json;
    }

    /** Answers with a body whose tag is a hash of its content. */
    public <T> HttpResponse<?> answer(HttpRequest<?> request, T body) {
        byte[] bytes = write(body);
        return answer(request, tag(bytes), () -> bytes);
    }

    /** The tag of a body whose content alone counts, quoted. */
    public String tag(Object body) {
        return tag(write(body));
    }

    /** The tag of a body that changes by itself: what an edit must know comes first, and counts for If-Match. */
    public String tag(Object definition, Object body) {
        String first = tag(definition);
        return first.substring(0, first.length() - 1) + "-" + tag(body).substring(1);
    }

    /** Answers a write with the state that it left. */
    public <T> HttpResponse<T> written(HttpStatus status, String tag, T body) {
        return HttpResponse.<T>status(status).body(body).header(HttpHeaders.ETAG, tag);
    }

    /**
     * Passes when the caller knows the current state, or does not say what it knows (no If-Match).
     *
     * @param tag of the current state, quoted
     * @throws ProblemException 412 when the caller knows another state
     */
    public void requireMatch(HttpRequest<?> request, String tag) {
        List<String> known = request.getHeaders().getAll(HttpHeaders.IF_MATCH).stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .toList();
        String prefix = tag.substring(0, tag.length() - 1) + "-";
        if (!known.isEmpty() && known.stream().noneMatch(
                one -> one.equals("*") || one.equals(tag) || one.startsWith(prefix))) {
            throw ProblemException.of(
                    HttpStatus.PRECONDITION_FAILED, "changed-meanwhile", "Changed meanwhile",
                    "It is not any more what If-Match names; read it again.");
        }
    }

    private byte[] write(Object body) {
        try {
            return json.writeValueAsBytes(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the bytes are in memory
        }
    }

    private static String tag(byte[] bytes) {
        return '"' + HexFormat.of().formatHex(Arrays.copyOf(sha256(bytes), TAG_BYTES)) + '"';
    }

    /**
     * Answers with a body whose state the tag names.
     *
     * @param tag quoted, as it stands in the header
     * @param body made only where the caller does not have it
     */
    public <T> HttpResponse<?> answer(HttpRequest<?> request, String tag, Supplier<T> body) {
        MutableHttpResponse<?> answer = matches(request, tag)
                ? HttpResponse.notModified()
                : HttpResponse.ok(body.get()).contentType(MediaType.APPLICATION_JSON_TYPE);
        return answer.header(HttpHeaders.ETAG, tag).header(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    private static boolean matches(HttpRequest<?> request, String tag) {
        for (String header : request.getHeaders().getAll(HttpHeaders.IF_NONE_MATCH)) {
            for (String known : header.split(",")) {
                String plain = known.strip();
                if (plain.equals("*") || plain.equals(tag) || plain.equals("W/" + tag)) {
                    return true;
                }
            }
        }
        return false;
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has it
        }
    }
}
