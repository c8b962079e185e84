package io.marquee.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.exceptions.HttpStatusException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the body of every request before anything is done. So what is larger than
 * {@code micronaut.server.max-request-size} is refused by operations that read no body too, and the bytes can be looked
 * at as they came.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
public class RequestBodies implements Ordered {

    private static final String BODY = "marquee.body";
    private static final byte[] NONE = {};
    private static final int MOST_NESTED = 100;
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s;\"]*)", Pattern.CASE_INSENSITIVE);
    private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MOST_NESTED).build())
            .build();

    /** After all other filters: whoever is turned away by them sends a body in vain. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    /** The body as it came; empty when there was none. */
    public static byte[] of(HttpRequest<?> request) {
        return request.getAttribute(BODY, byte[].class).orElse(NONE);
    }

    /**
     * Comes when the whole body is there, or never when it is too large: then the request fails.
     *
     * @throws ProblemException 400 for JSON that has more behind it, which those who read it would not see, or that is
     *     nested deeper than anything here, which those who read it as a tree would run out of stack with, and for a
     *     Transfer-Encoding other than chunked, of which nobody here knows where the body ends; 415 for a packed body,
     *     and for one of other characters than UTF-8
     */
    @RequestFilter
    void keep(HttpRequest<?> request, @Body byte[] body) {
        if (!isKnown(request.getHeaders().getAll(HttpHeaders.TRANSFER_ENCODING))) {
            throw ProblemException.badField("Transfer-Encoding", "must be chunked, or left out");
        }
        requireUtf8(request.getHeaders().get(HttpHeaders.CONTENT_TYPE));
        if (body.length > 0) {
            requirePlain(request.getHeaders().get(HttpHeaders.CONTENT_ENCODING));
            requireReadable(request, body);
            request.setAttribute(BODY, body);
        }
    }

    /** Whether bodies that are sent in this way (the values of Transfer-Encoding) can be told from what follows. */
    static boolean isKnown(List<String> transferEncodings) {
        return transferEncodings.isEmpty()
                || transferEncodings.size() == 1 && transferEncodings.get(0).strip().equalsIgnoreCase("chunked");
    }

    private static void requireUtf8(@Nullable String contentType) {
        Matcher charset = CHARSET.matcher(contentType == null ? "" : contentType);
        if (charset.find() && !UTF_8.contains(charset.group(1).toLowerCase(Locale.ROOT))) {
            throw new HttpStatusException(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type: charset must be utf-8, or left out");
        }
    }

    private static void requirePlain(@Nullable String encoding) {
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw ProblemException.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE, "packed-body", "Packed body",
                    "Content-Encoding: bodies are read as they are, not packed.");
        }
    }

    private static void requireReadable(HttpRequest<?> request, byte[] body) {
        boolean whole = false;
        try (JsonParser parser = JSON.createParser(body)) {
            while (parser.nextToken() != null) {
                if (whole) {
                    requireNoJson(request);
                }
                whole = parser.getParsingContext().inRoot() && !parser.currentToken().isStructStart();
            }
        } catch (StreamConstraintsException extreme) {
            throw ProblemException.badField(
                    "body", "must not be nested more than " + MOST_NESTED + " deep, nor have endless numbers or names");
        } catch (IOException noJson) {
            if (whole) {
                requireNoJson(request);
            } // else whoever wants JSON will say so
        }
    }

    private static void requireNoJson(HttpRequest<?> request) {
        if (request.getContentType()
                .filter(type -> type.getName().toLowerCase(Locale.ROOT).contains("json"))
                .isPresent()) {
            throw ProblemException.badField("body", "has more behind its JSON");
        }
    }
}
