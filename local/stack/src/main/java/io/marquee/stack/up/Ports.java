package io.marquee.stack.up;

import io.marquee.local.FreePort;
import io.marquee.stack.data.UserProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The TCP ports of a stack on 127.0.0.1; 0 means any free one. */
public record Ports(int api, int flink, int postgres, int kafka, int redis) {

    private static final int HIGHEST = 65_535;

    /**
     * Puts free ports in place of zeros.
     *
     * @throws UserProblem with a line for each port that is none, is given twice, or is taken
     */
    public Ports resolve() {
        List<String> problems = new ArrayList<>();
        Map<Integer, String> given = new HashMap<>();
        byOption().forEach((option, port) -> {
            String other = port == 0 ? null : given.putIfAbsent(port, option);
            if (port < 0 || port > HIGHEST) {
                problems.add("%s is %d, which is no port: give 1 to %d, or 0 for any free one"
                        .formatted(option, port, HIGHEST));
            } else if (other != null) {
                problems.add("%s and %s are both %d: give each its own".formatted(other, option, port));
            } else if (port != 0 && !FreePort.isFree(port)) {
                problems.add("port %d is taken%s: end it, or choose another with %s (0 = any free port)"
                        .formatted(port, PortOwner.of(port).map(owner -> " by " + owner).orElse(""), option));
            }
        });
        if (!problems.isEmpty()) {
            throw new UserProblem(String.join("\n", problems));
        }
        return new Ports(FreePort.orFree(api), FreePort.orFree(flink), FreePort.orFree(postgres),
                FreePort.orFree(kafka), FreePort.orFree(redis));
    }

    private Map<String, Integer> byOption() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("--api-port", api);
        ports.put("--flink-port", flink);
        ports.put("--postgres-port", postgres);
        ports.put("--kafka-port", kafka);
        ports.put("--redis-port", redis);
        return ports;
    }
}
