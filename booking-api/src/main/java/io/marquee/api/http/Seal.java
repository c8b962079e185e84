package io.marquee.api.http;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps what passes through the table of idempotency keys from whoever reads the database or a copy of it: requests
 * hold passwords, and answers hold tokens. The keys come from the secret that signs tokens; when that changes, callers
 * are others anyway.
 */
@Singleton
class Seal {

    private static final String AES = "AES/GCM/NoPadding"; // NIST SP 800-38D
    private static final String HMAC = "HmacSHA256";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec fingerprints;
    private final SecretKeySpec answers;

    Seal(@Value("${micronaut.security.token.jwt.signatures.secret.generator.secret}") String secret) {
        byte[] root = secret.getBytes(StandardCharsets.UTF_8);
        fingerprints = new SecretKeySpec(mac(new SecretKeySpec(root, HMAC), "idempotency fingerprints"), HMAC);
        answers = new SecretKeySpec(mac(new SecretKeySpec(root, HMAC), "idempotency answers"), "AES");
    }

    /** Tells texts apart; nobody without the secret can guess the text by it. */
    byte[] fingerprint(String text) {
        return mac(fingerprints, text);
    }

    /** Encrypts a text for one owner. */
    String close(String owner, String text) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, owner, text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(
                ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array());
    }

    /** @throws IllegalStateException when it was not encrypted for this owner, or has been changed */
    String open(String owner, String sealed) {
        byte[] bytes = Base64.getDecoder().decode(sealed);
        byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
        byte[] text = cipher(
                Cipher.DECRYPT_MODE, nonce, owner, Arrays.copyOfRange(bytes, NONCE_BYTES, bytes.length));
        return new String(text, StandardCharsets.UTF_8);
    }

    private byte[] cipher(int mode, byte[] nonce, String owner, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance(AES);
            cipher.init(mode, answers, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("An answer that was kept cannot be read", broken);
        }
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every Java platform has it
        }
    }
}
