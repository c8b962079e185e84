package io.marquee.api.live;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Limits and times of the live updates.
 *
 * @param heartbeat how often clients get a heartbeat and a ping
 * @param stallTimeout how long a client may leave a message waiting, or a ping unanswered, before it is closed
 * @param versionCheck how often the versions of watched showings are compared with the database's
 * @param totalsInterval least time between two totals messages of a day
 * @param maxConnections of this instance
 * @param maxConnectionsPerAddress of one address, unless marquee.rate-limit.exempt names it
 * @param maxConnectionsPerFeed of one showing, or of one day's totals
 */
@ConfigurationProperties("marquee.live")
record LiveConfiguration(
        @Bindable(defaultValue = "20s") Duration heartbeat,
        @Bindable(defaultValue = "30s") Duration stallTimeout,
        @Bindable(defaultValue = "2s") Duration versionCheck,
        @Bindable(defaultValue = "500ms") Duration totalsInterval,
        @Bindable(defaultValue = "10000") int maxConnections,
        @Bindable(defaultValue = "500") int maxConnectionsPerAddress,
        @Bindable(defaultValue = "5000") int maxConnectionsPerFeed) {}
