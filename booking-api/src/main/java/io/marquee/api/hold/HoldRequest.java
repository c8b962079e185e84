package io.marquee.api.hold;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;

/**
 * Which seats someone wants: by name, or the best that there are.
 *
 * @param seats names, such as {@code ["C7","C8"]}
 * @param bestAvailable how many seats side by side, instead of names
 * @param category only with {@code best_available}: seats of this category; {@code accessible} with companion seats
 */
@Serdeable
@Schema(example = "{\"seats\":[\"C7\",\"C8\"]}")
record HoldRequest(
        @Nullable @Size(min = 1, max = 100) List<String> seats,
        @Nullable @Min(1) @Max(100) Integer bestAvailable,
        @Nullable @Size(max = 50) String category) {}
