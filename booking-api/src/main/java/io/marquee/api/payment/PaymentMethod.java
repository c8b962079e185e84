package io.marquee.api.payment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;

/**
 * A way to pay.
 *
 * @param method for the field {@code payment.method} of a booking
 * @param publishableKey with which a page opens the provider's form; left out where there is none
 * @param script address of the provider's own script for pages; left out where there is none
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record PaymentMethod(
        @Schema(example = "stripe") String method,
        @Nullable @Schema(example = "pk_live_51OdEx", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
                String publishableKey,
        @Nullable @Schema(example = "https://js.stripe.com/v3/", requiredMode = Schema.RequiredMode.NOT_REQUIRED)
                String script) {}
