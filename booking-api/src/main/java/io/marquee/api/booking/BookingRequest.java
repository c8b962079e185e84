package io.marquee.api.booking;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
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
     * @param method {@code mock} or {@code stripe}
     * @param token stands for the means of payment. With {@code mock} it tells what happens: {@code tok_ok},
     *     {@code tok_declined}, {@code tok_error}, {@code tok_slow}, {@code tok_webhook}, {@code tok_webhook_twice},
     *     {@code tok_webhook_late}, {@code tok_webhook_first}, {@code tok_webhook_declined}. With {@code stripe} it is
     *     the id of a PaymentMethod; without one the customer pays by Stripe's form and the client secret
     */
    @Serdeable
    record PaymentChoice(
            @Nullable @NotBlank @Size(max = 50) String method,
            @Nullable @Size(min = 1, max = 200) @Pattern(regexp = "[!-~]+") String token) {}
}
