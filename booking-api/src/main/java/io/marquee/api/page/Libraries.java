package io.marquee.api.page;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the browser finds the libraries that the pages import. Their versions are asked of the jars themselves, so the
 * parent POM stays the one place that names them.
 */
@Singleton
class Libraries {

    private final Map<String, String> imports = new LinkedHashMap<>();
    private final String pico;

    Libraries() {
        String lit = "/_static/lit/" + version("org.mvnpm", "lit");
        String html = "/_static/lit-html/" + version("org.mvnpm", "lit-html");
        String element = "/_static/lit-element/" + version("org.mvnpm", "lit-element");
        String reactive = "/_static/reactive-element/" + version("org.mvnpm.at.lit", "reactive-element");
        imports.put("lit", lit + "/index.js");
        imports.put("lit/", lit + "/");
        imports.put("lit-html", html + "/lit-html.js");
        imports.put("lit-html/", html + "/");
        imports.put("lit-element/", element + "/");
        imports.put("@lit/reactive-element", reactive + "/reactive-element.js");
        imports.put(
                "chart.js",
                "/webjars/chart.js/" + version("org.webjars.npm", "chart.js") + "/dist/chart.umd.min.js");
        pico = "/webjars/picocss__pico/" + version("org.webjars.npm", "picocss__pico") + "/css/pico.min.css";
    }

    /** URLs by module name; a name that ends in a slash stands for the modules below. */
    Map<String, String> imports() {
        return imports;
    }

    /** The import map as the page has it. */
    String importMap() {
        StringBuilder json = new StringBuilder("{\"imports\":{");
        imports.forEach((name, url) -> json.append(json.charAt(json.length() - 1) == '{' ? "" : ",")
                .append('"').append(name).append("\":\"").append(url).append('"'));
        return json.append("}}").toString();
    }

    /** Links that let the browser fetch at once what it would find only module by module. */
    String preload() {
        return Stream.of(
                        "lit", "lit-html", "lit-element/lit-element.js", "lit-html/is-server.js",
                        "@lit/reactive-element")
                .map(name -> "  <link rel=\"modulepreload\" href=\"" + url(name) + "\">")
                .collect(Collectors.joining("\n"));
    }

    private String url(String name) {
        String folder = name.substring(0, name.indexOf('/') + 1);
        return imports.containsKey(name) ? imports.get(name) : imports.get(folder) + name.substring(folder.length());
    }

    String pico() {
        return pico;
    }

    private static String version(String group, String artifact) {
        String resource = "META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        try (InputStream in = Libraries.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(artifact + " is not on the class path");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
