package io.marquee.api.hold;

import io.micronaut.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Seat plans of auditoriums, the recently used ones kept: a layout is large, often read, and seldom changed. */
@Singleton
public class SeatPlans {

    private static final int KEPT = 500;

    private record Kept(int revision, SeatPlan plan) {}

    private final JsonMapper json;
    private final Map<Long, Kept> plans = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Kept> eldest) {
            return size() > KEPT;
        }
    };

    SeatPlans(JsonMapper json) {
        this.json = json;
    }

    /** The plan of an auditorium at this revision, or a later one. */
    public SeatPlan find(Handle handle, long auditoriumId, int revision) {
        synchronized (plans) {
            Kept kept = plans.get(auditoriumId);
            if (kept != null && kept.revision >= revision) {
                return kept.plan;
            }
        }
        Kept read = handle.createQuery("SELECT revision, layout::text FROM auditorium WHERE id = :id")
                .bind("id", auditoriumId)
                .map((row, context) -> new Kept(row.getInt("revision"), parse(row.getString("layout"))))
                .one();
        synchronized (plans) {
            plans.merge(auditoriumId, read, (old, fresh) -> old.revision > fresh.revision ? old : fresh);
        }
        return read.plan;
    }

    private SeatPlan parse(String layout) {
        try {
            return new SeatPlan(json.readValue(layout, Layout.class));
        } catch (IOException broken) {
            throw new IllegalStateException("Not a layout: " + layout, broken);
        }
    }
}
