package io.marquee.api.live;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Counts the connections of this instance, in all and by address, and says when there are enough. */
final class Connections {

    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final int most;
    private final int mostOfAddress;
    private final Predicate<InetAddress> exempt;

    /** @param exempt addresses that may have as many as they like, within those of the instance */
    Connections(int most, int mostOfAddress, Predicate<InetAddress> exempt) {
        this.most = most;
        this.mostOfAddress = mostOfAddress;
        this.exempt = exempt;
    }

    /** Counts one more; false, and nothing is counted, when a limit is reached. */
    boolean enter(InetAddress address) {
        if (all.incrementAndGet() > most) {
            all.decrementAndGet();
            return false;
        }
        int ofAddress = byAddress.merge(address, 1, Integer::sum);
        if (ofAddress > mostOfAddress && !exempt.test(address)) {
            leave(address);
            return false;
        }
        return true;
    }

    /** To be called once for each that entered. */
    void leave(InetAddress address) {
        all.decrementAndGet();
        byAddress.computeIfPresent(address, (known, count) -> count == 1 ? null : count - 1);
    }

    int count() {
        return all.get();
    }
}
