package io.marquee.api.openapi;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;

/** Serves the OpenAPI document. */
@Hidden
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
class OpenApiController {

    private final byte[] document;

    OpenApiController(OpenApiDocument document) {
        this.document = document.text().getBytes(StandardCharsets.UTF_8);
    }

    @Get(uri = "/openapi.yml", produces = "application/yaml")
    byte[] document() {
        return document;
    }
}
