package io.marquee.api.ticket;

import io.marquee.api.ticket.SigningKeys.SigningKey;
import io.micronaut.serde.ObjectMapper;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/**
 * Signs and reads ticket codes: JWS in compact form (RFC 7515) with EdDSA (RFC 8037), so that any JOSE library checks
 * one with nothing but the public key.
 */
@Singleton
class TicketCodes {

    private static final String ALGORITHM = "EdDSA";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final SigningKeys keys;
    private final ObjectMapper json;

    TicketCodes(SigningKeys keys, ObjectMapper json) {
        this.keys = keys;
        this.json = json;
    }

    @Serdeable
    record Header(String alg, String kid) {}

    /** The code as text; some 230 characters. */
    String sign(TicketCode code) {
        SigningKey key = keys.current();
        String signed = part(new Header(ALGORITHM, key.id())) + "." + part(code);
        return signed + "." + ENCODER.encodeToString(signature(key.privateKey(), signed));
    }

    /** What the code says; empty unless one of our keys signed exactly this. */
    Optional<TicketCode> read(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            Header header = json.readValue(DECODER.decode(parts[0]), Header.class);
            if (header == null || header.kid() == null || !ALGORITHM.equals(header.alg())) {
                return Optional.empty();
            }
            Optional<SigningKey> key = keys.byId(header.kid());
            if (key.isEmpty()
                    || !verifies(key.get().publicKey(), parts[0] + "." + parts[1], DECODER.decode(parts[2]))) {
                return Optional.empty();
            }
            return Optional.ofNullable(json.readValue(DECODER.decode(parts[1]), TicketCode.class));
        } catch (IOException | IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    private String part(Object value) {
        try {
            return ENCODER.encodeToString(json.writeValueAsBytes(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] signature(PrivateKey key, String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The signing key does not sign", e);
        }
    }

    private static boolean verifies(PublicKey key, String text, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.verify(bytes);
        } catch (GeneralSecurityException malformed) {
            return false; // a signature of the wrong length
        }
    }
}
