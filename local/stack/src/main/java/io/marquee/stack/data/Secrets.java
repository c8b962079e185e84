package io.marquee.stack.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets of one installation: made at its first start, readable by its owner alone. */
public final class Secrets {

    private static final int BYTES = 48;

    private final Path folder;

    public Secrets(Path folder) {
        this.folder = folder;
    }

    /**
     * The secret of this name: 64 characters, the same at every call.
     *
     * @throws IOException when it can neither be read nor made
     */
    public String get(String name) throws IOException {
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            Path aside = Files.createTempFile(folder, name, ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(aside, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }
}
