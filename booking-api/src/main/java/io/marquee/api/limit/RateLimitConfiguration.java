package io.marquee.api.limit;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.List;

/**
 * How many requests a minute are served, and so many at once after a quiet minute.
 *
 * @param enabled false serves everyone
 * @param exempt networks that are never limited, such as those of load tests; failed logins count from there too
 * @param accountPerAddress tokens and accounts
 * @param failedLogins wrong passwords for one account from one address
 * @param holdPerCaller holds of one token or account, their extensions and their ends
 * @param holdPerAddress holds from one address, behind which many may sit
 * @param searchPerAddress searches
 */
@ConfigurationProperties("marquee.rate-limit")
record RateLimitConfiguration(
        @Bindable(defaultValue = "true") boolean enabled,
        @Bindable(defaultValue = "127.0.0.0/8,::1") List<String> exempt,
        @Bindable(defaultValue = "300") int accountPerAddress,
        @Bindable(defaultValue = "20") int failedLogins,
        @Bindable(defaultValue = "60") int holdPerCaller,
        @Bindable(defaultValue = "1200") int holdPerAddress,
        @Bindable(defaultValue = "600") int searchPerAddress) {}
