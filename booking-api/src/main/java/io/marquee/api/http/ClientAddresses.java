package io.marquee.api.http;

import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.netty.util.NetUtil;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells from which address a request comes. {@code X-Forwarded-For} counts only when a trusted proxy added it: anyone
 * else can write what they like there.
 */
@Singleton
public final class ClientAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(ClientAddresses.class);
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final AtomicBoolean warned = new AtomicBoolean();
    private final Networks proxies;

    /** @param proxies networks of the proxies before this service, {@code marquee.trusted-proxies} */
    ClientAddresses(@Property(name = "marquee.trusted-proxies") @Nullable List<String> proxies) {
        this.proxies = new Networks(proxies == null ? List.of() : proxies);
    }

    /** The nearest address on the way of the request that is no trusted proxy. */
    public InetAddress of(HttpRequest<?> request) {
        InetAddress nearest = request.getRemoteAddress().getAddress();
        List<String> hops = new ArrayList<>();
        for (String header : request.getHeaders().getAll(FORWARDED_FOR)) {
            hops.addAll(List.of(header.split(",")));
        }
        for (int hop = hops.size() - 1; hop >= 0 && proxies.contain(nearest); hop--) {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(withoutPort(hops.get(hop).strip()));
            if (address == null) {
                return nearest; // not an address: whoever wrote it is the last one known
            }
            nearest = address(address);
        }
        boolean hidden = !hops.isEmpty() && nearest.isLoopbackAddress() && !proxies.contain(nearest);
        if (hidden && warned.compareAndSet(false, true)) {
            LOG.warn("A proxy on this machine forwards requests, and marquee.trusted-proxies does not name it: all its "
                    + "clients count as this machine, which rate limits exempt unless told otherwise");
        }
        return nearest;
    }

    // Some proxies write 203.0.113.7:1234, or [2001:db8::7]:1234.
    private static String withoutPort(String hop) {
        int colon = hop.indexOf(':');
        if (hop.startsWith("[")) {
            return hop.substring(1, Math.max(hop.indexOf(']'), 1));
        }
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible); // only for a wrong length
        }
    }
}
