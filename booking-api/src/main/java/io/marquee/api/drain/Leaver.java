package io.marquee.api.drain;

/** Something with connections that last, which end when the instance goes. */
public interface Leaver {

    /** Tells the clients to go, in a way that makes them come back to another instance; waits some seconds for them. */
    void leave();
}
