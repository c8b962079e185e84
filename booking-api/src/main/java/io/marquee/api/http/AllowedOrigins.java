package io.marquee.api.http;

import io.micronaut.context.annotation.Property;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which web pages may call the API from other origins, and open a WebSocket. Browsers let any page open one to any
 * server and send the page's origin along; the same-origin rule is the server's to apply. Programs that are no browser
 * send no origin and are let in.
 */
@Singleton
public final class AllowedOrigins {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> listed;

    /**
     * @param listed origins such as {@code https://tickets.example.org}; when empty, pages of this machine itself
     *     are let in besides those of the same origin
     */
    AllowedOrigins(@Property(name = "marquee.allowed-origins") @Nullable List<String> listed) {
        this.listed = listed == null
                ? Set.of()
                : listed.stream()
                        .map(origin -> origin.strip().toLowerCase(Locale.ROOT))
                        .filter(origin -> !origin.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** The origins that were listed, in lower case. */
    Set<String> listed() {
        return listed;
    }

    /**
     * @param origin the {@code Origin} header, null when there is none
     * @param host the {@code Host} header, null when there is none
     */
    public boolean allows(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        String wanted = origin.strip().toLowerCase(Locale.ROOT);
        if (listed.contains(wanted)) {
            return true;
        }
        URI uri;
        try {
            uri = URI.create(wanted);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            return false;
        }
        return uri.getRawAuthority().equals(withoutDefaultPort(host, uri.getScheme()))
                || (listed.isEmpty() && LOOPBACK.contains(uri.getHost()));
    }

    private static String withoutDefaultPort(String host, String scheme) {
        if (host == null) {
            return null;
        }
        String port = "https".equals(scheme) ? ":443" : ":80";
        String lower = host.strip().toLowerCase(Locale.ROOT);
        return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
    }
}
