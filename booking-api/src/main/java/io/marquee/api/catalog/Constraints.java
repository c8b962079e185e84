package io.marquee.api.catalog;

import io.marquee.api.problem.ProblemException;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;

/** Says in problems what the database's constraints refuse: they decide, whatever was read before. */
final class Constraints {

    private static final String FOREIGN_KEY = "23503";
    private static final String UNIQUE = "23505";
    private static final String EXCLUSION = "23P01";

    private Constraints() {}

    /**
     * Runs a change of the catalogue.
     *
     * @throws ProblemException 409 when something refers to what is deleted, a name is taken, or showings overlap
     */
    static <T> T obey(Supplier<T> change) {
        try {
            return change.get();
        } catch (JdbiException refused) {
            switch (state(refused)) {
                case FOREIGN_KEY -> throw inUse("Other things refer to it.");
                case UNIQUE -> throw ProblemException.conflict("name-taken", "Name taken", "The name is taken.");
                case EXCLUSION -> throw ProblemException.conflict(
                        "showings-overlap", "Showings overlap", "The auditorium has another showing at that time.");
                default -> throw refused;
            }
        }
    }

    /** 409: what is to be deleted is referred to. */
    static ProblemException inUse(String detail) {
        return ProblemException.conflict("in-use", "In use", detail);
    }

    private static String state(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
