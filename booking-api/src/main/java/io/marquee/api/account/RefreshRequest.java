package io.marquee.api.account;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * A token to be used up.
 *
 * @param refreshToken what came with the last access token
 */
@Serdeable
record RefreshRequest(@Nullable @NotBlank @Size(max = 200) String refreshToken) {

    @Override
    public String toString() {
        return "RefreshRequest[]"; // a token never gets into a log
    }
}
