package io.marquee.api.live;

import io.marquee.api.http.AllowedOrigins;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.DateTimeException;
import java.time.LocalDate;

/** Decides about a WebSocket before it is one, where the answer can still be an HTTP status. */
@ServerFilter("/ws/**")
class LiveHandshake {

    private static final String SHOWTIMES = "/ws/showtimes/";

    private final AllowedOrigins origins;
    private final SeatSnapshots snapshots;

    LiveHandshake(AllowedOrigins origins, SeatSnapshots snapshots) {
        this.origins = origins;
        this.snapshots = snapshots;
    }

    /**
     * Lets in, or refuses: 403 for a page of a foreign origin, 404 for a showing that does not exist, 400 for a
     * malformed date.
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
