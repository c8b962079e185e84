package io.marquee.api.account;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/**
 * What an account may do from now on.
 *
 * @param role {@code customer}, {@code staff}, {@code partner} or {@code admin}
 */
@Serdeable
record RoleRequest(
        @Nullable
                @NotNull
                @Pattern(regexp = AccountRequest.ROLES, message = "must be customer, staff, partner or admin")
                String role) {}
