package io.marquee.api.live;

/**
 * What a theater has earned on a day, in one currency.
 *
 * @param revenueMinor gross less refunds, in minor units of the currency; may be negative
 * @param tickets sold less given back
 * @param version of the bucket, that is how many events it counts
 */
record TotalChange(long theaterId, String currency, long revenueMinor, long tickets, long version)
        implements Change<TotalChange> {

    @Override
    public boolean supersedes(long knownVersion) {
        return version > knownVersion;
    }

    String key() {
        return theaterId + ":" + currency;
    }
}
