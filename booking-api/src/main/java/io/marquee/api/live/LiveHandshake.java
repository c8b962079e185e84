package io.marquee.api.live;

import io.marquee.api.http.AllowedOrigins;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Pattern;

/** Decides about a WebSocket before it is one, where the answer can still be an HTTP status. */
@ServerFilter("/ws/**")
class LiveHandshake {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");
    private static final String SHOWTIMES = "/ws/showtimes/";

    private final AllowedOrigins origins;
    private final SeatSnapshots snapshots;

    LiveHandshake(AllowedOrigins origins, SeatSnapshots snapshots) {
        this.origins = origins;
        this.snapshots = snapshots;
    }

    /**
     * Lets in, or refuses: 403 for a page of a foreign origin, 404 for a showing that does not exist, 400 for a
     * malformed date or a malformed handshake, 426 for another version of the protocol.
     */
    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void check(HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        if (!origins.allows(headers.get(HttpHeaders.ORIGIN), headers.get(HttpHeaders.HOST))) {
            throw ProblemException.of(
                    HttpStatus.FORBIDDEN, "foreign-origin", "Foreign origin",
                    "Pages of this origin may not listen here.");
        }
        requireHandshake(request);
        String path = request.getPath();
        if (path.startsWith(SHOWTIMES)) {
            String id = path.substring(SHOWTIMES.length());
            if (!exists(id)) {
                throw ProblemException.notFound("showtime", id);
            }
        } else if (path.equals("/ws/sales") && !isDate(request.getParameters().get("date"))) {
            throw ProblemException.badField("date", "must be a date such as 2026-11-21");
        }
    }

    // What the framework opens, or leaves without an answer, whatever its headers are; see RFC 6455, section 4.2.1.
    private static void requireHandshake(HttpRequest<?> request) {
        HttpHeaders headers = request.getHeaders();
        if (!"websocket".equalsIgnoreCase(headers.get(HttpHeaders.UPGRADE))) {
            return;
        }
        if (request.getMethod() != HttpMethod.GET) {
            throw new HttpStatusException(HttpStatus.METHOD_NOT_ALLOWED, "WebSockets are opened by GET");
        }
        if (!"13".equals(headers.get(HttpHeaders.SEC_WEBSOCKET_VERSION))) {
            throw new HttpStatusException(HttpStatus.UPGRADE_REQUIRED, "Sec-WebSocket-Version must be 13");
        }
        String key = headers.get(HttpHeaders.SEC_WEBSOCKET_KEY);
        if (key == null || !KEY.matcher(key).matches()) {
            throw ProblemException.badField("Sec-WebSocket-Key", "must be 16 bytes in Base64");
        }
    }

    private boolean exists(String id) {
        try {
            return snapshots.exists(Long.parseLong(id));
        } catch (NumberFormatException noNumber) {
            return false;
        }
    }

    private static boolean isDate(@Nullable String text) {
        try {
            return text != null && text.length() == "2026-11-21".length() && LocalDate.parse(text).getYear() > 0;
        } catch (DateTimeException malformed) {
            return false;
        }
    }
}
