package io.marquee.api.live;

import java.time.Instant;

/**
 * A seat as watchers see it.
 *
 * @param state {@code available}, {@code held} or {@code booked}
 * @param version the showing's version when the seat last changed
 * @param expiresAt when a hold ends; null unless held
 * @param expired true when a hold ran out: it frees the seat without a new version of the showing
 */
record SeatChange(String state, long version, Instant expiresAt, boolean expired) implements Change<SeatChange> {

    @Override
    public boolean supersedes(long knownVersion) {
        return version > knownVersion || (version == knownVersion && expired);
    }
}
