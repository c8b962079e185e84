package io.marquee.api.account;

import io.micronaut.serde.annotation.Serdeable;

/**
 * A token to send as {@code Authorization: Bearer …}.
 *
 * @param accessToken the JWT
 * @param tokenType always {@code Bearer}
 * @param expiresIn its life in seconds
 * @param refreshToken brings the next access token, once
 */
@Serdeable
record AccessToken(String accessToken, String tokenType, long expiresIn, String refreshToken) {}
