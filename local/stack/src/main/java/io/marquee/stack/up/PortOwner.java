package io.marquee.stack.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who listens on a TCP port, as far as Linux tells this user. */
final class PortOwner {

    private static final String LISTEN = "0A";

    private PortOwner() {}

    /** The program and its process id, such as {@code postgres (process 812)}; empty where it can't be known. */
    static Optional<String> of(int port) {
        Set<String> sockets = Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> lines(Path.of(table)))
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 9 && columns[3].equals(LISTEN))
                .filter(columns -> columns[1].endsWith(String.format(Locale.ROOT, ":%04X", port)))
                .map(columns -> "socket:[" + columns[9] + "]")
                .collect(Collectors.toSet());
        return sockets.isEmpty()
                ? Optional.empty()
                : ProcessHandle.allProcesses()
                        .filter(process -> holds(process, sockets))
                        .findFirst()
                        .map(PortOwner::name);
    }

    private static boolean holds(ProcessHandle process, Set<String> sockets) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return descriptors.anyMatch(descriptor -> sockets.contains(target(descriptor)));
        } catch (IOException e) { // gone, or of another user
            return false;
        }
    }

    private static String name(ProcessHandle process) {
        String program = process.info().command()
                .map(path -> Path.of(path).getFileName().toString())
                .orElse("a program");
        return program + " (process " + process.pid() + ")";
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
