package io.marquee.api.problem;

import io.marquee.api.http.Page;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
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

    @Get(produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
    @Operation(summary = "All kinds of problems", description = "Also as a page, for Accept: text/html.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(
                    mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = ProblemTypePage.class)))
    HttpResponse<?> list(HttpRequest<?> request) {
        return wantsPage(request)
                ? page("Problems", types.all())
                : HttpResponse.ok(new Page<>(List.copyOf(types.all()), null)).contentType(MediaType.APPLICATION_JSON);
    }

    /** For the document: a list of all kinds, which is never continued. */
    @Serdeable
    record ProblemTypePage(List<ProblemType> items, @Nullable String nextCursor) {}

    @Get(uri = "/{kind}", produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
    @Operation(
            summary = "One kind of problem",
            description = "Where the type of a problem document leads. Also as a page, for Accept: text/html.")
    @ApiResponse(
            responseCode = "200",
            content = @Content(
                    mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = ProblemType.class)))
    @ApiResponse(responseCode = "404", description = "No such kind")
    HttpResponse<?> find(HttpRequest<?> request, String kind) {
        ProblemType type = types.find(kind).orElseThrow(() -> ProblemException.notFound("kind of problem", kind));
        return wantsPage(request)
                ? page(type.title(), List.of(type))
                : HttpResponse.ok(type).contentType(MediaType.APPLICATION_JSON);
    }

    // Browsers name text/html; whoever takes anything gets JSON.
    private static boolean wantsPage(HttpRequest<?> request) {
        for (MediaType type : request.accept()) {
            if (type.getName().equals(MediaType.TEXT_HTML)) {
                return true;
            } else if (type.getName().equals(MediaType.APPLICATION_JSON)) {
                return false;
            }
        }
        return false;
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
