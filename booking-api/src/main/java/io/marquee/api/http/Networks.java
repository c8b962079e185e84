package io.marquee.api.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A set of networks, such as {@code 10.0.0.0/8} and {@code ::1}. */
public final class Networks {

    private final List<IpSubnetFilterRule> rules;

    /**
     * @param networks addresses, with or without the length of their prefix; blank ones are passed over
     * @throws IllegalArgumentException for what is no network
     */
    public Networks(List<String> networks) {
        rules = networks.stream()
                .map(String::strip)
                .filter(network -> !network.isEmpty())
                .map(network -> network.contains("/") ? network : network + (network.contains(":") ? "/128" : "/32"))
                .map(network -> new IpSubnetFilterRule(network, IpFilterRuleType.ACCEPT))
                .toList();
    }

    /** Whether the address lies in one of them. */
    public boolean contain(InetAddress address) {
        InetSocketAddress socket = new InetSocketAddress(address, 0);
        return rules.stream().anyMatch(rule -> rule.matches(socket));
    }
}
