package io.marquee.api.page;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The web pages, the modules of their own, and the libraries they import. Everything is in memory: nothing blocks. */
@Hidden
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
class PageController {

    private static final String VERSIONED = "public, max-age=31536000, immutable";
    private static final String REVALIDATED = "no-cache"; // may be kept, but asked about: that is what the ETag is for

    private final WebFiles files;
    private final String policy;
    private final Map<String, byte[]> pages;

    PageController(WebFiles files, Libraries libraries) {
        this.files = files;
        String importMap = libraries.importMap();
        this.policy = "default-src 'none'; script-src 'self' "
                + WebFiles.policyHash(importMap.getBytes(StandardCharsets.UTF_8))
                + "; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self';"
                + " base-uri 'none'; frame-ancestors 'none'";
        String shell = new String(WebFiles.read("web/shell.html").orElseThrow(), StandardCharsets.UTF_8)
                .replace("{{import-map}}", importMap)
                .replace("{{pico}}", libraries.pico());
        this.pages = Map.of(
                "home", page(shell, "home", "Now showing"),
                "book", page(shell, "book", "Choose your seats"),
                "my-bookings", page(shell, "my-bookings", "My bookings"),
                "sales", page(shell, "sales", "Box office"));
    }

    @Get(produces = MediaType.TEXT_HTML)
    HttpResponse<?> home(@Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html("home", known);
    }

    @Get(uri = "/book/{showtimeId}", produces = MediaType.TEXT_HTML)
    HttpResponse<?> book(long showtimeId, @Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html("book", known);
    }

    @Get(uri = "/my-bookings", produces = MediaType.TEXT_HTML)
    HttpResponse<?> myBookings(@Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html("my-bookings", known);
    }

    @Get(uri = "/sales", produces = MediaType.TEXT_HTML)
    HttpResponse<?> sales(@Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html("sales", known);
    }

    @Get("/assets/{+path}")
    HttpResponse<?> asset(String path, @Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return file("web/assets/", path, REVALIDATED, known);
    }

    @Get("/_static/{+path}")
    HttpResponse<?> module(String path, @Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return file("META-INF/resources/_static/", path, VERSIONED, known);
    }

    @Get("/webjars/{+path}")
    HttpResponse<?> webJar(String path, @Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return file("META-INF/resources/webjars/", path, VERSIONED, known);
    }

    @Get("/favicon.ico")
    HttpResponse<?> favicon(@Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return file("web/assets/", "icon.svg", REVALIDATED, known);
    }

    private HttpResponse<?> html(String name, String known) {
        byte[] content = pages.get(name);
        return answer(content, MediaType.TEXT_HTML + ";charset=utf-8", WebFiles.etag(content), REVALIDATED, known)
                .header("Content-Security-Policy", policy);
    }

    private HttpResponse<?> file(String folder, String path, String caching, String known) {
        return files.find(folder, path)
                .<HttpResponse<?>>map(file -> answer(file.content(), file.mediaType(), file.etag(), caching, known))
                .orElseGet(HttpResponse::notFound);
    }

    private static MutableHttpResponse<?> answer(
            byte[] content, String mediaType, String etag, String caching, String known) {
        MutableHttpResponse<?> response = known != null && known.contains(etag)
                ? HttpResponse.notModified()
                : HttpResponse.ok(content).contentType(mediaType);
        return response.header(HttpHeaders.ETAG, etag).header(HttpHeaders.CACHE_CONTROL, caching);
    }

    private static byte[] page(String shell, String name, String title) {
        return shell.replace("{{name}}", name).replace("{{title}}", title).getBytes(StandardCharsets.UTF_8);
    }
}
