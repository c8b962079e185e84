package io.marquee.api.problem;

import io.marquee.api.http.Page;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Collection;
import java.util.List;

/** Where the types of problems lead: what each means, as a page or as JSON. All in memory: nothing blocks. */
@Controller("/problems")
@Secured(SecurityRule.IS_ANONYMOUS)
@Tag(name = "problems")
class ProblemTypeController {

    private static final String POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

    private final ProblemTypes types;

    ProblemTypeController(ProblemTypes types) {
        this.types = types;
    }

    @Get
    @Operation(summary = "All kinds of problems", description = "Also as a page, for Accept: text/html.")
    Page<ProblemType> list() {
        return new Page<>(List.copyOf(types.all()), null);
    }

    @Get("/{kind}")
    @Operation(
            summary = "One kind of problem",
            description = "Where the type of a problem document leads. Also as a page, for Accept: text/html.")
    @ApiResponse(responseCode = "200")
    @ApiResponse(responseCode = "404", description = "No such kind")
    ProblemType find(String kind) {
        return types.find(kind).orElseThrow(() -> ProblemException.notFound("kind of problem", kind));
    }

    @Get
    @Hidden
    @Produces(MediaType.TEXT_HTML)
    HttpResponse<String> listPage() {
        return page("Problems", types.all());
    }

    @Get("/{kind}")
    @Hidden
    @Produces(MediaType.TEXT_HTML)
    HttpResponse<String> findPage(String kind) {
        ProblemType type = find(kind);
        return page(type.title(), List.of(type));
    }

    private static HttpResponse<String> page(String title, Collection<ProblemType> shown) {
        StringBuilder html = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n")
                .append("<title>").append(escape(title)).append(" – Marquee</title>\n")
                .append("<h1>").append(escape(title)).append("</h1>\n");
        for (ProblemType type : shown) {
            html.append("<h2><a href=\"").append(type.type()).append("\">").append(type.kind()).append("</a></h2>\n")
                    .append("<p>").append(type.status()).append(" ").append(escape(type.title())).append("</p>\n")
                    .append("<p>").append(escape(type.meaning())).append("</p>\n")
                    .append("<p>What to do: ").append(escape(type.remedy())).append("</p>\n");
        }
        html.append("<p><a href=\"/problems\">All kinds</a>, <a href=\"/swagger-ui\">the API</a></p>\n</html>\n");
        return HttpResponse.ok(html.toString())
                .contentType(MediaType.TEXT_HTML + ";charset=utf-8")
                .header("Content-Security-Policy", POLICY);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
