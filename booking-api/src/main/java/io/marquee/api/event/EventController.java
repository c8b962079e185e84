package io.marquee.api.event;

import io.marquee.api.Application;
import io.marquee.api.http.Cursor;
import io.marquee.api.http.Idempotency;
import io.marquee.api.http.Page;
import io.marquee.api.problem.Problem;
import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Sales and refunds of tills and partners, and the log of all that happened. */
@Controller("/events")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "events")
class EventController {

    private static final String SALE = """
            {"event_id":"0192f1c4-7b1e-7c58-9f6e-3d1a2b4c5d6e","type":"sale","source":"pos:17:2","sequence":48121,
             "occurred_at":"2024-05-10T19:31:07.120Z","theater_id":17,"time_zone":"America/New_York","movie_id":4711,
             "showtime_id":null,"tickets":2,"amount_minor":2400,"currency":"USD","channel":"pos"}""";
    private static final String SEATS = """
            {"type":"sale","source":"pos:17:2","sequence":48122,"showtime_id":90210,"seats":["C7","C8"],
             "amount_minor":2400}""";
    private static final String LIST = """
            [{"type":"sale","source":"pos:17:2","sequence":48123,"theater_id":17,"movie_id":4711,"tickets":1,
              "amount_minor":1200},
             {"type":"refund","source":"pos:17:2","sequence":48124,"theater_id":17,"movie_id":4711,"tickets":1,
              "amount_minor":1200}]""";
    private static final List<String> TYPES = List.of(
            "sale", "refund", "seat.locked", "seat.extended", "seat.released", "booking.confirmed",
            "booking.cancelled");

    private final PostedEvents posted;
    private final EventLog log;
    private final EventAccess access;
    private final Idempotency idempotency;

    EventController(PostedEvents posted, EventLog log, EventAccess access, Idempotency idempotency) {
        this.posted = posted;
        this.log = log;
        this.access = access;
        this.idempotency = idempotency;
    }

    @Post
    @Operation(
            summary = "Tell of sales and refunds of tills and partners",
            description = "One event or a list of up to 1,000, all of them or none. They go the way of all events, to "
                    + "the topic sales and into the totals; 202 means that they cannot be lost any more. Repeating a "
                    + "request is harmless: an event is known by its event_id, and by its source and sequence. Left "
                    + "out, event_id and channel (pos) are made up, occurred_at is now, time_zone and currency are the "
                    + "theater's, theater_id and movie_id the showing's; without source and sequence the API numbers "
                    + "the event; a source must not begin with showtime:, events:, import: or history:, which are "
                    + "Marquee's own. A sale that names seats of a showing sells these seats, and is refused when one "
                    + "is held or sold; a refund that names them gives them back, in the currency of the sale. "
                    + "booking.confirmed and booking.cancelled with seats mean the same. In development anyone may "
                    + "post; with MARQUEE_ENVIRONMENT production, or by MARQUEE_EVENTS_WRITERS, it takes a token of the role "
                    + "staff, admin or partner.",
            security = @SecurityRequirement(name = Application.BEARER))
    @RequestBody(
            required = true,
            content = @Content(
                    mediaType = MediaType.APPLICATION_JSON,
                    schema = @Schema(type = "object", description = "An event, or a list of events"),
                    examples = {
                        @ExampleObject(name = "a sale", value = SALE),
                        @ExampleObject(name = "seats of a showing", value = SEATS),
                        @ExampleObject(name = "a list", value = LIST)}))
    @ApiResponse(
            responseCode = "202",
            description = "Recorded. For a list: {\"items\":[…]} in its order",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    @ApiResponse(
            responseCode = "400",
            description = "No event: errors names the field, in a list as [2].tickets, and the reason",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(responseCode = "401", description = "A token is needed here")
    @ApiResponse(responseCode = "403", description = "The token's role is not enough")
    @ApiResponse(
            responseCode = "409",
            description = "A seat is held or sold (unavailable names it), or an event_id or sequence was used before "
                    + "for something else",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    @ApiResponse(responseCode = "422", description = "The Idempotency-Key came with another request before")
    HttpResponse<?> post(
            HttpRequest<?> request,
            @Nullable Authentication caller,
            @Nullable @Header("Idempotency-Key") String key,
            @Nullable @Body String body) {
        access.requireWriter(caller);
        String name = caller == null ? "anonymous" : caller.getName();
        return idempotency.once(request, name, key, HttpStatus.ACCEPTED,
                () -> {
                    List<Accepted> accepted = posted.take(body, name);
                    return body.stripLeading().startsWith("[") ? Map.of("items", accepted) : accepted.get(0);
                });
    }

    /**
     * The log.
     *
     * @param theaterId events of this theater
     * @param type events of this type
     * @param showtimeId events of this showing
     * @param occurredGte the earliest, RFC 3339
     * @param occurredLte the latest, RFC 3339
     */
    @Get
    @Operation(
            summary = "What happened, oldest first",
            description = "Events as they went to Kafka, by the time at which they happened; there is no personal data "
                    + "in them. Pages stay as they are while events are added; one that is told late, with an earlier "
                    + "time, stands where it belongs. In development anyone may read; with MARQUEE_ENVIRONMENT "
                    + "production, or by MARQUEE_EVENTS_READERS, it takes a token of the role staff, admin or "
                    + "partner.",
            security = @SecurityRequirement(name = Application.BEARER))
    @ApiResponse(
            responseCode = "200",
            description = "A page; pass next_cursor as cursor until it is null",
            content = @Content(
                    mediaType = MediaType.APPLICATION_JSON,
                    schema = @Schema(type = "object"),
                    examples = @ExampleObject("{\"items\":[" + SALE + "],\"next_cursor\":null}")))
    @ApiResponse(
            responseCode = "400",
            description = "A malformed value; errors names the parameter",
            content = @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(implementation = Problem.class)))
    HttpResponse<byte[]> read(
            @Nullable Authentication caller,
            @Nullable @QueryValue("theater_id") @Parameter(example = "17") Long theaterId,
            @Nullable @QueryValue @Parameter(example = "sale") String type,
            @Nullable @QueryValue("showtime_id") @Parameter(example = "90210") Long showtimeId,
            @Nullable @QueryValue("occurred_gte") @Parameter(example = "2024-05-10T00:00:00Z") String occurredGte,
            @Nullable @QueryValue("occurred_lte") @Parameter(example = "2024-05-10T23:59:59.999Z") String occurredLte,
            @Nullable @QueryValue String cursor,
            @QueryValue(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        access.requireReader(caller);
        if (type != null && !TYPES.contains(type)) {
            throw ProblemException.badField("type", "must be one of " + String.join(", ", TYPES));
        }
        Instant from = instant("occurred_gte", occurredGte);
        Instant to = instant("occurred_lte", occurredLte);
        if (from != null && to != null && from.isAfter(to)) {
            throw ProblemException.badField("occurred_gte", "must not be after occurred_lte");
        }
        List<EventLog.Entry> entries = log.read(
                new EventLog.Filter(theaterId, showtimeId, type, from, to), Cursor.decode(cursor, 2), limit);
        boolean more = entries.size() > limit;
        List<EventLog.Entry> shown = more ? entries.subList(0, limit) : entries;
        String next = more ? '"' + shown.get(limit - 1).cursor().encode() + '"' : "null";
        // The payloads are JSON already.
        return HttpResponse.ok(shown.stream().map(EventLog.Entry::json)
                        .collect(Collectors.joining(",", "{\"items\":[", "],\"next_cursor\":" + next + "}"))
                        .getBytes(StandardCharsets.UTF_8))
                .contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    private static Instant instant(String parameter, String text) {
        if (text == null) {
            return null;
        }
        try {
            Instant instant = OffsetDateTime.parse(text.replace(' ', '+')).toInstant(); // a '+' that was not encoded
            if (instant.isAfter(Instant.EPOCH.minus(50_000, ChronoUnit.DAYS))
                    && instant.isBefore(Instant.EPOCH.plus(100_000, ChronoUnit.DAYS))) {
                return instant;
            }
        } catch (DateTimeException malformed) {
            // said below
        }
        throw ProblemException.badField(parameter, "must be an instant such as 2024-05-10T19:31:07Z");
    }
}
