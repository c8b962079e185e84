package io.marquee.api.problem;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;

/**
 * A kind of problem, described for whoever gets one.
 *
 * @param type as problem documents have it: the path under which this description can be read
 * @param kind the last part of the type
 * @param status the HTTP status that it comes with
 * @param title the kind in words
 * @param meaning what happened
 * @param remedy what a caller can do about it
 * @param operations those that answer so, as {@code POST /bookings}; {@code *} for any; empty when the status says it
 * @param example members of such a document besides type, title, status and instance
 */
@Serdeable
public record ProblemType(
        String type,
        String kind,
        int status,
        String title,
        String meaning,
        String remedy,
        @JsonIgnore List<String> operations,
        @JsonIgnore Map<String, Object> example) {}
