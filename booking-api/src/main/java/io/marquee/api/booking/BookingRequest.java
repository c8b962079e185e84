package io.marquee.api.booking;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;

/**
 * Buys the seats of a hold.
 *
 * @param holdId the caller's hold
 * @param email where the ticket goes
 * @param payment how it is paid
 */
@Serdeable
record BookingRequest(
        @Nullable @NotNull UUID holdId,
        @Nullable @NotBlank @Email @Size(max = 254) String email,
        @Nullable @NotNull @Valid PaymentChoice payment) {

    /**
     * How it is paid.
     *
     * @param method {@code mock}
     * @param token stands for the means of payment: {@code tok_ok}, {@code tok_declined}, {@code tok_error},
     *     {@code tok_slow}
     */
    @Serdeable
    record PaymentChoice(
            @Nullable @NotBlank @Size(max = 50) String method, @Nullable @NotBlank @Size(max = 200) String token) {}
}
