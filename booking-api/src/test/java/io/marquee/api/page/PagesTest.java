package io.marquee.api.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.WebApi;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {

    private static final WebApi API = WebApi.shared();
    private static final Pattern IMPORTED = Pattern.compile("from '\\./([\\w-]+\\.js)'|import '\\./([\\w-]+\\.js)'");

    @ParameterizedTest
    @ValueSource(strings = {
        "/", "/movie/1", "/book/1", "/ticket/01a20eee-e665-7100-9911-5e4ad3f03d74", "/my-bookings", "/sales",
        "/sales?date=2026-11-21", "/sales/theaters/1", "/sales/breakdown?by=genre"
    })
    void pagesAnswerWithTheirModuleAndAPolicyThatAllowsNothingInlineButTheImportMap(String path) {
        HttpResponse<String> page = API.get(path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type)
                .startsWith("text/html"));
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy).contains("default-src 'none'").doesNotContain("unsafe");
        Matcher map = Pattern.compile("<script type=\"importmap\">(.*?)</script>").matcher(page.body());
        assertThat(map.find()).isTrue();
        assertThat(policy).contains(WebFiles.policyHash(map.group(1).getBytes()));
    }

    @Test
    void everyModuleOfTheImportMapIsJavaScript() {
        new Libraries().imports().forEach((name, url) -> {
            if (!name.endsWith("/")) {
                assertJavaScript(url);
            }
        });
        for (String part : List.of(
                "lit-element/|lit-element.js", "lit-html/|is-server.js", "lit/|directives/repeat.js")) {
            String[] nameAndFile = part.split("\\|");
            assertJavaScript(new Libraries().imports().get(nameAndFile[0]) + nameAndFile[1]);
        }
    }

    @ParameterizedTest
    @EnumSource(Page.class)
    void everyModuleThatAPageImportsIsJavaScript(Page page) {
        Set<String> found = new HashSet<>(Set.of(page.module() + ".js"));
        Deque<String> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            Matcher imported = IMPORTED.matcher(assertJavaScript("/assets/" + open.pop()));
            while (imported.find()) {
                String name = imported.group(1) != null ? imported.group(1) : imported.group(2);
                if (found.add(name)) {
                    open.push(name);
                }
            }
        }
        assertThat(found).contains("ui.js");
    }

    @ParameterizedTest
    @EnumSource(Page.class)
    void everyFileThatAPageNamesIsServed(Page page) {
        String html = API.get(page == Page.HOME ? "/" : switch (page) {
            case MOVIE -> "/movie/1";
            case BOOK -> "/book/1";
            case TICKET -> "/ticket/01a20eee-e665-7100-9911-5e4ad3f03d74";
            case SALES_THEATER -> "/sales/theaters/1";
            case SALES_BREAKDOWN -> "/sales/breakdown";
            default -> "/" + page.module();
        }).body();
        Matcher named = Pattern.compile("(?:href|src)=\"(/(?:assets|_static|webjars)/[^\"]+)\"").matcher(html);
        int files = 0;
        for (; named.find(); files++) {
            assertThat(API.get(named.group(1)).statusCode()).as(named.group(1)).isEqualTo(200);
        }
        assertThat(files).isGreaterThan(8);
    }

    @Test
    void stylesAndIconAreServed() {
        assertThat(API.get(new Libraries().pico()).headers().firstValue("Content-Type")).hasValue("text/css");
        assertThat(API.get("/assets/app.css").headers().firstValue("Content-Type")).hasValue("text/css");
        assertThat(API.get("/favicon.ico").headers().firstValue("Content-Type")).hasValue("image/svg+xml");
    }

    @Test
    void librariesAreKeptForEverAndOurOwnFilesAreAskedAboutByTheirTag() {
        HttpResponse<String> library = API.get(new Libraries().imports().get("lit"));
        assertThat(library.headers().firstValue("Cache-Control")).hasValue("public, max-age=31536000, immutable");

        HttpResponse<String> own = API.get("/assets/home.js");
        assertThat(own.headers().firstValue("Cache-Control")).hasValue("no-cache");
        String tag = own.headers().firstValue("ETag").orElseThrow();
        assertThat(API.get("/assets/home.js", "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void longFilesAreCompressed() {
        HttpResponse<String> script = API.get("/assets/book.js", "Accept-Encoding", "gzip");
        assertThat(script.headers().firstValue("Content-Encoding")).hasValue("gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/assets/none.js", "/assets/../shell.html", "/assets/%2e%2e/shell.html", "/assets/..%2fshell.html",
        "/webjars/../../../logback.xml", "/_static/lit", "/webjars/picocss__pico/none.css"
    })
    void nothingElseIsServed(String path) {
        assertThat(API.get(path).statusCode()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/movie/none", "/book/1e3", "/ticket/none", "/sales/theaters/99999999999999999999"})
    void anIdThatCannotBeIsNotFoundByAPageToo(String path) {
        HttpResponse<String> page = API.get(path, "Accept", "text/html");

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow()).contains("script-src");
        assertThat(page.body()).contains("type=\"module\"");
    }

    private static String assertJavaScript(String url) {
        HttpResponse<String> module = API.get(url);
        assertThat(module.statusCode()).as(url).isEqualTo(200);
        assertThat(module.headers().firstValue("Content-Type")).as(url).hasValue("text/javascript");
        return module.body();
    }
}
