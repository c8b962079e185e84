package io.marquee.api.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;

/**
 * An event that is on its way.
 *
 * @param eventId its name, which the API made if the caller had none
 * @param source who numbers it
 * @param sequence its number within the source
 * @param duplicate whether it was posted before: then nothing was done
 * @param bookingId of a sale or refund that named seats; left out else
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record Accepted(
        @Schema(example = "0192f1c4-7b1e-7c58-9f6e-3d1a2b4c5d6e") String eventId,
        @Schema(example = "pos:17:2") String source,
        @Schema(example = "48121") long sequence,
        boolean duplicate,
        @Nullable UUID bookingId) {}
