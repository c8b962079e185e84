package io.marquee.api.event;

import io.marquee.api.account.Roles;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.security.authentication.Authentication;
import io.micronaut.security.authentication.AuthorizationException;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Who may post events, and who may read the log: {@code anyone}, {@code authenticated} (whoever has a token) or {@code
 * staff} (role staff, admin or partner), by {@code marquee.events.writers} and {@code marquee.events.readers}. Where
 * these are not set it is anyone, and staff where {@code marquee.environment} is {@code production}.
 */
@Singleton
class EventAccess {

    private static final List<String> WORKS_HERE = List.of(Roles.STAFF, Roles.ADMIN, Roles.PARTNER);

    private enum Who { ANYONE, AUTHENTICATED, STAFF }

    private final Who writers;
    private final Who readers;

    /** @throws IllegalArgumentException when a setting is none of the words */
    EventAccess(
            @Value("${marquee.environment}") String environment,
            @Value("${marquee.events.writers:}") String writers,
            @Value("${marquee.events.readers:}") String readers) {
        Who byDefault = environment.equalsIgnoreCase("production") ? Who.STAFF : Who.ANYONE;
        this.writers = who(writers, byDefault);
        this.readers = who(readers, byDefault);
    }

    /** @throws AuthorizationException 401 without a token where one is needed, 403 when its role is not enough */
    void requireWriter(@Nullable Authentication caller) {
        require(writers, caller);
    }

    /** @throws AuthorizationException 401 without a token where one is needed, 403 when its role is not enough */
    void requireReader(@Nullable Authentication caller) {
        require(readers, caller);
    }

    private static void require(Who who, @Nullable Authentication caller) {
        if (who == Who.ANYONE) {
            return;
        }
        Collection<String> roles = caller == null ? List.of() : caller.getRoles();
        if (caller == null || (who == Who.STAFF && WORKS_HERE.stream().noneMatch(roles::contains))) {
            throw new AuthorizationException(caller);
        }
    }

    private static Who who(String word, Who byDefault) {
        return word.isBlank() ? byDefault : Who.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
