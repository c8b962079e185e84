package io.marquee.api.account;

import jakarta.inject.Singleton;
import org.jdbi.v3.core.Jdbi;

/** Hands what someone bought as a guest over to the account that they register or log in with. */
@Singleton
class GuestPurchases {

    private final Jdbi jdbi;

    GuestPurchases(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Holds and bookings of the one become the other's, at once or not at all. The guest's token sees them no more, and
     * the guest gets no others. The account may have more seats of a showing then than one holder gets: what was sold
     * stays sold, and the account gets no more.
     *
     * @param guest subject of the guest's token
     * @param account subject of the account's tokens
     */
    void handOver(String guest, String account) {
        jdbi.useTransaction(handle -> {
            for (String table : new String[] {"hold", "booking"}) {
                handle.createUpdate("UPDATE " + table + " SET holder = :account WHERE holder = :guest")
                        .bind("account", account)
                        .bind("guest", guest)
                        .execute();
            }
            handle.createUpdate("DELETE FROM refresh_token WHERE guest = :guest").bind("guest", guest).execute();
        });
    }
}
