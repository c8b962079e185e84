package io.marquee.api.payment;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * How a refund was paid out that its provider could not pay out.
 *
 * @param settlement for whoever asks later, such as the reference of a bank transfer; at most 200 characters
 */
@Serdeable
record SettlementRequest(@Nullable @NotBlank @Size(max = 200) String settlement) {}
