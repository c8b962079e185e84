package io.marquee.generator.measure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.marquee.generator.measure.ReportQuestions.Question;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The two who can be asked: the API over HTTP, and PostgreSQL over the plain table. */
final class Askers {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int TIMEOUT_MILLIS = 120_000;

    private Askers() {}

    /** Someone with a connection of its own, for one thread. */
    interface Asker extends AutoCloseable {
        /** Asks, and takes the whole answer. */
        void ask(Question question) throws IOException, SQLException;

        /** Asks, and tells the rows of the answer as texts that can be compared. */
        List<String> rows(Question question) throws IOException, SQLException;

        @Override
        void close() throws SQLException;
    }

    /** The API; connections are kept by the platform, one per thread that asks. */
    static Asker api(String base) {
        return new Asker() {
            @Override
            public void ask(Question question) throws IOException {
                body(base, question);
            }

            @Override
            public List<String> rows(Question question) throws IOException {
                JsonNode body = JSON.readTree(body(base, question));
                List<String> rows = new ArrayList<>();
                (body.isArray() ? body : JSON.createArrayNode().add(body)).forEach(row -> rows.add(
                        question.fields().stream()
                                .map(field -> row.at("/" + field.replace('.', '/')).asText())
                                .collect(Collectors.joining(" | "))));
                return rows;
            }

            @Override
            public void close() {}
        };
    }

    private static byte[] body(String base, Question question) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(base + question.path()).toURL().openConnection();
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Accept", "application/json");
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException(question.path() + " answered " + connection.getResponseCode());
        }
        try (InputStream answer = connection.getInputStream()) {
            return answer.readAllBytes();
        }
    }

    /** PostgreSQL, with statements that are prepared once. */
    static Asker sql(Connection connection) {
        return new Asker() {
            private final Map<String, PreparedStatement> statements = new HashMap<>();

            @Override
            public void ask(Question question) throws SQLException {
                rows(question);
            }

            @Override
            public List<String> rows(Question question) throws SQLException {
                PreparedStatement statement = statements.get(question.sql());
                if (statement == null) {
                    statement = connection.prepareStatement(question.sql());
                    statements.put(question.sql(), statement);
                }
                for (int i = 0; i < question.values().size(); i++) {
                    statement.setObject(i + 1, question.values().get(i));
                }
                List<String> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        StringBuilder row = new StringBuilder();
                        for (int i = 1; i <= question.fields().size(); i++) {
                            row.append(i == 1 ? "" : " | ").append(result.getString(i));
                        }
                        rows.add(row.toString());
                    }
                }
                return rows;
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }
}
