package io.marquee.api.page;

import io.marquee.api.payment.StripeForm;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The web pages, the modules of their own, and the libraries they import. Everything is in memory: nothing blocks. */
@Hidden
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
class PageController {

    private static final String VERSIONED = "public, max-age=31536000, immutable";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final String REVALIDATED = "no-cache"; // may be kept, but asked about: that is what the ETag is for

    private final WebFiles files;
    private final String policy;
    private final String payingPolicy;
    private final Map<Page, byte[]> pages = new EnumMap<>(Page.class);

    PageController(WebFiles files, Libraries libraries, StripeForm stripe) {
        this.files = files;
        String importMap = libraries.importMap();
        String hash = WebFiles.policyHash(importMap.getBytes(StandardCharsets.UTF_8));
        this.policy = policy(hash, directive -> "");
        this.payingPolicy = stripe.isOffered() ? policy(hash, stripe::sources) : policy;
        String shell = new String(WebFiles.read("web/shell.html").orElseThrow(), StandardCharsets.UTF_8)
                .replace("{{import-map}}", importMap)
                .replace("{{preload}}", libraries.preload())
                .replace("{{pico}}", libraries.pico());
        for (Page page : Page.values()) {
            pages.put(page, page.of(shell));
        }
    }

    private static String policy(String hash, UnaryOperator<String> others) {
        String frames = others.apply("frame-src");
        return "default-src 'none'; script-src 'self' " + hash + others.apply("script-src")
                + "; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
                + others.apply("connect-src") + (frames.isEmpty() ? "" : "; frame-src" + frames)
                + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    @Get(produces = MediaType.TEXT_HTML)
    HttpResponse<?> home(@Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html(Page.HOME, known);
    }

    @Get(uri = "/movie/{movieId}", produces = MediaType.TEXT_HTML)
    HttpResponse<?> movie(String movieId, @Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html(Page.MOVIE, NUMBER, movieId, known);
    }

    @Get(uri = "/book/{showtimeId}", produces = MediaType.TEXT_HTML)
    HttpResponse<?> book(String showtimeId, @Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html(Page.BOOK, NUMBER, showtimeId, known);
    }

    @Get(uri = "/ticket/{bookingId}", produces = MediaType.TEXT_HTML)
    HttpResponse<?> ticket(String bookingId, @Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html(Page.TICKET, UUID, bookingId, known);
    }

    @Get(uri = "/my-bookings", produces = MediaType.TEXT_HTML)
    HttpResponse<?> myBookings(@Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html(Page.MY_BOOKINGS, known);
    }

    @Get(uri = "/sales", produces = MediaType.TEXT_HTML)
    HttpResponse<?> sales(@Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html(Page.SALES, known);
    }

    @Get(uri = "/sales/theaters/{theaterId}", produces = MediaType.TEXT_HTML)
    HttpResponse<?> theaterSales(String theaterId, @Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html(Page.SALES_THEATER, NUMBER, theaterId, known);
    }

    @Get(uri = "/sales/breakdown", produces = MediaType.TEXT_HTML)
    HttpResponse<?> breakdown(@Nullable @Header(HttpHeaders.IF_NONE_MATCH) String known) {
        return html(Page.SALES_BREAKDOWN, known);
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

    // A page says itself what there is not; of an id that cannot be, one knows it here already.
    private HttpResponse<?> html(Page page, Pattern form, String id, String known) {
        return form.matcher(id).matches()
                ? html(page, known)
                : html(page, null).status(HttpStatus.NOT_FOUND);
    }

    private MutableHttpResponse<?> html(Page page, String known) {
        byte[] content = pages.get(page);
        return answer(content, MediaType.TEXT_HTML + ";charset=utf-8", WebFiles.etag(content), REVALIDATED, known)
                .header("Content-Security-Policy", page == Page.BOOK ? payingPolicy : policy);
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
}
