package io.penstock.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class BrokerCrashIT {
    private static final int ENOUGH = 200;
    // Kafka alone would wait for the dead broker's session, 60 s.
    private static final Duration RESTART_LIMIT = Duration.ofSeconds(15);

    @TempDir
    private Path directory;

    @Test
    @Timeout(120)
    void what_was_acknowledged_before_kill_9_is_there_after_a_restart_that_waits_for_no_session() throws Exception {
        Process child = startChild();
        int last;
        try (BufferedReader acknowledged = child.inputReader()) {
            last = readUntil(acknowledged, ENOUGH);
            assertThatExceptionOfType(BrokerStartupException.class)
                    .isThrownBy(() -> EmbeddedBroker.start(BrokerSettings.in(directory), fault -> {})
                            .close())
                    .withMessageContaining("in use by process " + child.pid());
            // By its handle: Process.destroyForcibly would close the stream with acknowledgements still in it.
            child.toHandle().destroyForcibly();
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
            last = Math.max(last, readUntil(acknowledged, Integer.MAX_VALUE));
        } finally {
            child.destroyForcibly();
        }

        long start = System.nanoTime();
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.in(directory), fault -> {})) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(RESTART_LIMIT);
            List<String> kept = Records.readAll(broker.bootstrapServers(), BrokerChild.TOPIC);
            assertThat(kept)
                    .startsWith(IntStream.rangeClosed(0, last)
                            .mapToObj(Integer::toString)
                            .toArray(String[]::new));
            // At most the one append that was in flight.
            assertThat(kept.size()).isLessThanOrEqualTo(last + 2);
        }
    }

    private Process startChild() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerChild.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The last number printed up to the limit or the end, -1 when there was none. */
    private static int readUntil(BufferedReader acknowledged, int limit) throws IOException {
        int last = -1;
        while (last < limit) {
            String line = acknowledged.readLine();
            if (line == null) {
                break;
            }
            // Anything else is logging, or a line the kill cut short: a shorter number, hence never too large.
            last = line.matches("\\d+") ? Math.max(last, Integer.parseInt(line)) : last;
        }
        return last;
    }
}
