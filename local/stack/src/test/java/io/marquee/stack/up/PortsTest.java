package io.marquee.stack.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.marquee.local.FreePort;
import io.marquee.stack.data.UserProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void findsFreePortsForZeros() {
        Ports ports = new Ports(0, 0, 0, 0, 0).resolve();

        assertThat(new int[] {ports.api(), ports.flink(), ports.postgres(), ports.kafka(), ports.redis()})
                .doesNotContain(0)
                .doesNotHaveDuplicates();
    }

    @Test
    void namesATakenPortAndTheOptionToChooseAnother() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> new Ports(0, 0, taken.getLocalPort(), 0, 0).resolve())
                    .isInstanceOf(UserProblem.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken")
                    .hasMessageContaining("--postgres-port");
        }
    }

    @Test
    void asksForEveryTakenPortAtOnce() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                ServerSocket two = new ServerSocket(0)) {
            assertThatThrownBy(() -> new Ports(one.getLocalPort(), 0, 0, 0, two.getLocalPort()).resolve())
                    .hasMessageContaining("--api-port")
                    .hasMessageContaining("--redis-port");
        }
    }

    @Test
    void refusesWhatIsNoPort() {
        assertThatThrownBy(() -> new Ports(99_999, 0, 0, 0, 0).resolve())
                .isInstanceOf(UserProblem.class)
                .hasMessageContaining("--api-port is 99999, which is no port");
    }

    @Test
    void refusesOnePortForTwoServers() throws IOException {
        int port = FreePort.find();

        assertThatThrownBy(() -> new Ports(port, port, 0, 0, 0).resolve())
                .isInstanceOf(UserProblem.class)
                .hasMessageContaining("--api-port and --flink-port are both " + port);
    }
}
