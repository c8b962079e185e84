package io.marquee.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

class RedisServerTest {

    @Test
    void appendsEveryWriteToAFile() {
        try (Jedis client = client(TestServers.redis())) {
            assertThat(client.configGet("appendonly")).containsEntry("appendonly", "yes");
            assertThat(client.configGet("appendfsync")).containsEntry("appendfsync", "everysec");
            assertThat(client.configGet("bind")).containsEntry("bind", "127.0.0.1");
        }
    }

    @Test
    void keepsDataWhenStartedAgain(@TempDir Path folder) throws Exception {
        try (RedisServer first = RedisServer.start(folder, 0, TestServers.programs());
                Jedis client = client(first)) {
            client.set("kept", "42");
        }

        try (RedisServer second = RedisServer.start(folder, 0, TestServers.programs());
                Jedis client = client(second)) {
            assertThat(client.get("kept")).isEqualTo("42");
        }
    }

    @Test
    void replacesAServerThatOutlivedItsParent(@TempDir Path folder) throws Exception {
        RedisServer abandoned = RedisServer.start(folder, 0, TestServers.programs());
        try (Jedis client = client(abandoned)) {
            client.set("kept", "42");
        }

        try (RedisServer second = RedisServer.start(folder, 0, TestServers.programs());
                Jedis client = client(second)) {
            assertThat(abandoned.process().isAlive()).isFalse();
            assertThat(client.get("kept")).isEqualTo("42");
        }
    }

    @Test
    void endsWithClose(@TempDir Path folder) throws Exception {
        RedisServer server = RedisServer.start(folder, 0, TestServers.programs());

        server.close();

        assertThat(ProcessHandle.of(server.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void startsFromANewFolderWhileOtherProcessesStart(@TempDir Path folder) throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger started = new AtomicInteger();
        Runnable startOthers = () -> {
            while (!ended.get()) {
                try {
                    new ProcessBuilder("true").start().waitFor();
                    started.incrementAndGet();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        List<Thread> others = Stream.generate(() -> new Thread(startOthers)).limit(4).toList();
        others.forEach(Thread::start);
        try {
            for (int i = 0; i < 15; i++) {
                RedisServer.start(folder.resolve("data" + i), 0, folder.resolve("programs" + i)).close();
            }
        } finally {
            ended.set(true);
            for (Thread other : others) {
                other.join();
            }
        }
        assertThat(started).hasPositiveValue();
    }

    @Test
    void refusesATakenPort(@TempDir Path folder) {
        int taken = TestServers.redis().port();

        assertThatThrownBy(() -> RedisServer.start(folder, taken, TestServers.programs()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Integer.toString(taken));
    }

    private static Jedis client(RedisServer server) {
        return new Jedis("127.0.0.1", server.port());
    }
}
