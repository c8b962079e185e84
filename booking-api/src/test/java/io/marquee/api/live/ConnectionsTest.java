package io.marquee.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.marquee.api.Crowd;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private final InetAddress one = address(1);
    private final InetAddress other = address(2);
    private final InetAddress exempt = address(3);
    private final Connections connections = new Connections(6, 2, exempt::equals);

    @Test
    void anAddressHasSoManyAndAnotherItsOwn() {
        assertThat(List.of(connections.enter(one), connections.enter(one), connections.enter(one)))
                .containsExactly(true, true, false);
        assertThat(connections.enter(other)).isTrue();

        connections.leave(one);
        assertThat(connections.enter(one)).isTrue();
        assertThat(connections.count()).isEqualTo(3);
    }

    @Test
    void anExemptAddressIsBoundByTheWholeAlone() {
        for (int n = 0; n < 6; n++) {
            assertThat(connections.enter(exempt)).isTrue();
        }
        assertThat(connections.enter(exempt)).isFalse();
        assertThat(connections.enter(one)).isFalse();
        assertThat(connections.count()).isEqualTo(6);
    }

    @Test
    void manyAtOnceAreCountedRight() {
        List<Boolean> entered = Crowd.atOnce(16, number -> connections.enter(one));

        assertThat(entered).filteredOn(in -> in).hasSize(2);
        assertThat(connections.count()).isEqualTo(2);
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
