package io.marquee.api.account;

import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.UUID;

/**
 * An account as administrators see it.
 *
 * @param id the subject of its tokens is {@code account:} and this
 * @param email its address, in lower case
 * @param role {@code customer}, {@code staff}, {@code partner} or {@code admin}
 * @param createdAt when it was made
 */
@Serdeable
record AccountSummary(UUID id, String email, String role, Instant createdAt) {}
