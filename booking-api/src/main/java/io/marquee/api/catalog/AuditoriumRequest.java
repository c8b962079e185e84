package io.marquee.api.catalog;

import io.marquee.api.hold.Layout;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * An auditorium as an administrator describes it.
 *
 * @param name unique in its theater
 * @param layout where the seats are
 */
@Serdeable
record AuditoriumRequest(@Nullable @NotBlank @Size(max = 100) String name, @Nullable @NotNull Layout layout) {}
