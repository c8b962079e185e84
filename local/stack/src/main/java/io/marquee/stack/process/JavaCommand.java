package io.marquee.stack.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command line of a JVM like this one, whose main class is run under {@link ParentWatch}. */
public final class JavaCommand {

    private static final int NATIVE_ACCESS_WARNS_SINCE = 24;

    private final List<String> options = new ArrayList<>();
    private final List<String> classPath = new ArrayList<>();
    private final String mainClass;
    private final List<String> arguments;

    public JavaCommand(String mainClass, String... arguments) {
        this.mainClass = mainClass;
        this.arguments = List.of(arguments);
    }

    /** Adds options of the JVM. */
    public JavaCommand options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Adds packages of java.base that libraries reach into. */
    public JavaCommand opens(String... packages) {
        for (String name : packages) {
            options.add("--add-opens=java.base/" + name + "=ALL-UNNAMED");
        }
        return this;
    }

    /** Adds a jar, or every jar of a folder. */
    public JavaCommand classPath(Path jarOrFolder) {
        classPath.add(jarOrFolder.toString().endsWith(".jar") ? jarOrFolder.toString() : jarOrFolder + "/*");
        return this;
    }

    /** The command with all its parts. */
    public List<String> build() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= NATIVE_ACCESS_WARNS_SINCE) {
            // Libraries of ours load native code and use Unsafe; from 24 on the JVM would warn of both.
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(options);
        command.add("-cp");
        command.add(classPath.stream().collect(Collectors.joining(File.pathSeparator)));
        command.add(ParentWatch.class.getName());
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
