package io.marquee.generator.audit;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * 128 bits that stand for some words: MD5, of which two chance collisions among ten million are as good as impossible.
 * Holds the last result, so that none is allocated per event. Not safe for threads.
 */
final class Fingerprint {

    private final MessageDigest md5;
    private final byte[] digest = new byte[16];
    private long high;
    private long low;

    Fingerprint() {
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has it
        }
    }

    /** Takes the fingerprint of words, in this order. */
    Fingerprint of(String... words) {
        for (String word : words) {
            md5.update(word.getBytes(StandardCharsets.UTF_8));
            md5.update((byte) 0);
        }
        return finish();
    }

    /** Takes the fingerprint of the first so many bytes. */
    Fingerprint of(byte[] bytes, int length) {
        md5.update(bytes, 0, length);
        return finish();
    }

    private Fingerprint finish() {
        try {
            md5.digest(digest, 0, digest.length);
        } catch (DigestException impossible) {
            throw new IllegalStateException(impossible); // the array is large enough
        }
        high = longAt(0);
        low = longAt(8);
        return this;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    private long longAt(int offset) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | digest[offset + i] & 0xFF;
        }
        return value;
    }
}
