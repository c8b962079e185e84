package io.marquee.api.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;

/**
 * A token to send as {@code Authorization: Bearer …}.
 *
 * @param accessToken the JWT
 * @param tokenType always {@code Bearer}
 * @param expiresIn its life in seconds
 * @param refreshToken brings the next access token, once; a guest has none
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record AccessToken(String accessToken, String tokenType, long expiresIn, @Nullable String refreshToken) {

    /** The same with a refresh token. */
    AccessToken with(String refresh) {
        return new AccessToken(accessToken, tokenType, expiresIn, refresh);
    }
}
