package io.marquee.api.http;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
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
        byte[] bytes;
        try {
            bytes = json.writeValueAsBytes(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible); // the bytes are in memory
        }
        String tag = '"' + HexFormat.of().formatHex(Arrays.copyOf(sha256(bytes), TAG_BYTES)) + '"';
        return answer(request, tag, () -> bytes);
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

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has it
        }
    }
}
