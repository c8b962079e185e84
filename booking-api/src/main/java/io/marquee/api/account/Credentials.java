package io.marquee.api.account;

import io.marquee.api.problem.ProblemException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.nio.charset.StandardCharsets;

/**
 * Who someone says to be.
 *
 * @param email the account's address; case does not count
 * @param password 8 to 72 characters, at most 72 bytes in UTF-8, which is what bcrypt takes
 */
@Serdeable
record Credentials(
        @Nullable @NotBlank @Email @Size(max = 254) String email,
        @Nullable @NotNull @Size(min = 8, max = 72) String password) {

    private static final int BCRYPT_BYTES = 72;

    /** @throws ProblemException when the password has more bytes than bcrypt takes */
    void checkLength() {
        if (password.getBytes(StandardCharsets.UTF_8).length > BCRYPT_BYTES) {
            throw ProblemException.badField("password", "must have at most " + BCRYPT_BYTES + " bytes in UTF-8");
        }
    }

    @Override
    public String toString() {
        return "Credentials[" + email + "]"; // a password never gets into a log
    }
}
