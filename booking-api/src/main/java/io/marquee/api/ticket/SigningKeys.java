package io.marquee.api.ticket;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The Ed25519 keys of the tickets. They lie in the database, since that is the one thing all instances share: the first
 * that needs a key makes it, the others find it there.
 */
@Singleton
class SigningKeys {

    private static final String ALGORITHM = "Ed25519";
    private static final int POINT = 32; // bytes of a public key, which end its X.509 form

    private final Jdbi jdbi;
    private volatile List<SigningKey> keys = List.of();

    SigningKeys(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A key pair.
     *
     * @param id its kid: the start of the key's thumbprint after RFC 7638
     */
    record SigningKey(String id, PrivateKey privateKey, PublicKey publicKey) {

        /** The public key as RFC 8037 has it in {@code x}: base64url of its 32 bytes. */
        String point() {
            return SigningKeys.point(publicKey);
        }

        @Override
        public String toString() {
            return "SigningKey[" + id + "]"; // a private key never gets into a log
        }
    }

    /** The key to sign with: the newest. */
    SigningKey current() {
        List<SigningKey> known = keys;
        return known.isEmpty() ? loaded().get(0) : known.get(0);
    }

    /** Every key that tickets were signed with, newest first. */
    List<SigningKey> all() {
        return loaded();
    }

    /** A key by its id; empty when no such key ever signed a ticket here. */
    Optional<SigningKey> byId(String id) {
        Optional<SigningKey> known = keys.stream().filter(key -> key.id().equals(id)).findFirst();
        // Another instance may have signed with a key that was added since.
        return known.isPresent() ? known : loaded().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private List<SigningKey> loaded() {
        List<SigningKey> found = jdbi.withHandle(SigningKeys::read);
        if (found.isEmpty()) {
            found = jdbi.inTransaction(SigningKeys::readOrMake);
        }
        keys = found;
        return found;
    }

    private static List<SigningKey> readOrMake(Handle handle) {
        handle.execute("SELECT pg_advisory_xact_lock(hashtext('marquee signing key'))");
        List<SigningKey> found = read(handle);
        if (!found.isEmpty()) {
            return found;
        }
        SigningKey made = generate();
        handle.createUpdate("INSERT INTO signing_key (id, private_key, public_key) VALUES (:id, :private, :public)")
                .bind("id", made.id())
                .bind("private", made.privateKey().getEncoded())
                .bind("public", made.publicKey().getEncoded())
                .execute();
        return List.of(made);
    }

    private static List<SigningKey> read(Handle handle) {
        return handle.createQuery("SELECT id, private_key, public_key FROM signing_key ORDER BY created_at DESC, id")
                .map((row, context) ->
                        parse(row.getString("id"), row.getBytes("private_key"), row.getBytes("public_key")))
                .list();
    }

    private static SigningKey generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return new SigningKey(thumbprint(pair.getPublic()), pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + ALGORITHM, e);
        }
    }

    private static SigningKey parse(String id, byte[] privateKey, byte[] publicKey) {
        try {
            KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
            return new SigningKey(
                    id,
                    factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey)),
                    factory.generatePublic(new X509EncodedKeySpec(publicKey)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Signing key " + id + " is no " + ALGORITHM + " key", e);
        }
    }

    private static String point(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Base64.getUrlEncoder().withoutPadding()
                .encodeToString(Arrays.copyOfRange(encoded, encoded.length - POINT, encoded.length));
    }

    // Eight characters tell the keys of one box office apart, and keep the QR code small.
    private static String thumbprint(PublicKey key) throws GeneralSecurityException {
        String members = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + point(key) + "\"}";
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest).substring(0, 8);
    }
}
