package io.marquee.api.account;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * An account that an administrator makes for someone.
 *
 * @param email its address; case does not count
 * @param password a first one, 12 to 72 characters, at most 72 bytes in UTF-8
 * @param role {@code customer}, {@code staff}, {@code partner} or {@code admin}
 */
@Serdeable
record AccountRequest(
        @Nullable @NotBlank @Email @Size(max = 254) String email,
        @Nullable @NotNull @Size(min = 12, max = 72) String password,
        @Nullable @NotNull @Pattern(regexp = ROLES, message = "must be customer, staff, partner or admin")
                String role) {

    static final String ROLES = "customer|staff|partner|admin";

    @Override
    public String toString() {
        return "AccountRequest[" + email + ", " + role + "]"; // a password never gets into a log
    }
}
