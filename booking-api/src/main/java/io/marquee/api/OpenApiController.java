package io.marquee.api;

import io.micronaut.core.io.ResourceLoader;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;
import java.io.IOException;
import java.io.InputStream;

/** Serves the OpenAPI document that the compiler made from the controllers. */
@Hidden
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
class OpenApiController {

    private final byte[] document;

    OpenApiController(ResourceLoader resources) throws IOException {
        try (InputStream stream = resources
                .getResourceAsStream("classpath:META-INF/swagger/openapi.yml")
                .orElseThrow(() -> new IllegalStateException("The OpenAPI document is not on the class path"))) {
            document = stream.readAllBytes();
        }
    }

    @Get(uri = "/openapi.yml", produces = "application/yaml")
    byte[] document() {
        return document;
    }
}
