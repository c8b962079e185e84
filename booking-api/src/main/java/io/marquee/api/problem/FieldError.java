package io.marquee.api.problem;

import io.micronaut.serde.annotation.Serdeable;

/**
 * One value that was refused.
 *
 * @param field its name as the request has it, such as {@code payment.token}
 * @param message what is wrong with it
 */
@Serdeable
public record FieldError(String field, String message) {}
