package io.marquee.stack.up;

import io.marquee.local.FreePort;
import io.marquee.stack.data.UserProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The TCP ports of a stack on 127.0.0.1; 0 means any free one. */
public record Ports(int api, int flink, int postgres, int kafka, int redis) {

    /**
     * Puts free ports in place of zeros.
     *
     * @throws UserProblem with a line for each port that is taken
     */
    public Ports resolve() {
        List<String> problems = new ArrayList<>();
        byOption().forEach((option, port) -> {
            if (port != 0 && !FreePort.isFree(port)) {
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
