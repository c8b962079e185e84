package io.marquee.api.ticket;

import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** A JWK set (RFC 7517) of the public keys that tickets are signed with, newest first. */
@Serdeable
@Schema(name = "TicketKeys", description = "A JWK set, RFC 7517.")
record KeySet(List<Jwk> keys) {

    /**
     * An Ed25519 key as RFC 8037 has it.
     *
     * @param x the public key, base64url
     */
    @Serdeable
    @Schema(name = "TicketKey")
    record Jwk(
            @Schema(example = "OKP") String kty,
            @Schema(example = "Ed25519") String crv,
            @Schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo") String x,
            @Schema(example = "sig") String use,
            @Schema(example = "EdDSA") String alg,
            @Schema(example = "kPrK_qmx") String kid) {}

    static KeySet of(List<SigningKeys.SigningKey> keys) {
        return new KeySet(keys.stream()
                .map(key -> new Jwk("OKP", "Ed25519", key.point(), "sig", "EdDSA", key.id()))
                .toList());
    }
}
