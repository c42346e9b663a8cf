package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.penstock.server.Checkout.Ended;
import io.penstock.server.Checkout.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the launcher makes the start-up cache, for whom, and what it leaves. */
@Timeout(180)
class LauncherCacheIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Checkout checkout;

    @SuppressWarnings("NullAway.Init")
    private Map<String, String> cached;

    @BeforeEach
    void layOut() throws IOException {
        checkout = Checkout.in(directory);
        String java = checkout.jdk(directory.resolve("jdk"), "25.0.1").toString();
        cached = Map.of("PENSTOCK_JAVA_HOME", java);
    }

    private Ended serve() throws Exception {
        return serve(cached);
    }

    private Ended serve(Map<String, String> variables) throws Exception {
        return ended(checkout.start(variables, "penstock"));
    }

    private static Ended ended(Running running) throws Exception {
        Ended ended = running.end();
        assertThat(ended.status()).as(ended.err()).isZero();
        return ended;
    }

    private void assumeLocks() {
        assumeThat(checkout.bin().resolve("flock"))
                .as("no flock is installed here")
                .exists();
    }

    private void awaitLock(Running launcher) {
        await().atMost(PATIENCE)
                .until(() -> launcher.waitsForLock() || !launcher.process().isAlive());
    }

    private Path id() {
        return checkout.cache().resolveSibling("penstock.aot.id");
    }

    private List<String> besideTheJars() throws IOException {
        try (Stream<Path> files = Files.list(checkout.cache().getParent())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void it_is_made_once_for_a_build_and_used() throws Exception {
        Ended first = serve();
        assertThat(first.err()).contains("Making the start-up cache");
        assertThat(first.out()).contains("-XX:AOTCache=" + checkout.cache());
        assertThat(checkout.trainings()).singleElement().asString().endsWith("-jar " + checkout.jar() + " train");
        assertThat(checkout.cache()).exists();

        Ended second = serve();
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).contains("-XX:AOTCache=" + checkout.cache());
        assertThat(checkout.trainings()).hasSize(1);
    }

    @Test
    void another_jar_has_another_one() throws Exception {
        serve();
        Files.writeString(checkout.jar(), "another one");
        assertThat(serve().out()).contains("-XX:AOTCache=");
        assertThat(checkout.trainings()).hasSize(2);
    }

    @Test
    void another_java_has_another_one() throws Exception {
        serve();
        checkout.jdk(directory.resolve("jdk"), "25.0.2");
        assertThat(serve().out()).contains("-XX:AOTCache=");
        assertThat(checkout.trainings()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-XX:+UseSerialGC -XX:TieredStopAtLevel=1", "-XX:+UseG1GC", "-Xmx512m"})
    void other_options_of_the_user_have_the_same_one(String options) throws Exception {
        serve();
        Map<String, String> variables = Map.of("PENSTOCK_JAVA_HOME", directory + "/jdk", "PENSTOCK_JAVA_OPTS", options);
        assertThat(serve(variables).out()).contains("-XX:AOTCache=", options);
        assertThat(serve().out()).contains("-XX:AOTCache=");
        assertThat(checkout.trainings()).hasSize(1);
    }

    @Test
    void one_that_cannot_be_made_is_told_of_once_and_done_without() throws Exception {
        checkout.signal("untrainable");
        Ended first = serve();
        assertThat(first.err()).contains("No start-up cache could be made");
        assertThat(first.out()).contains(" serve").doesNotContain("AOTCache");
        assertThat(serve().err()).isEmpty();
        assertThat(checkout.trainings()).hasSize(1);
    }

    @Test
    void when_it_is_off_none_is_made_or_used() throws Exception {
        Map<String, String> off = Map.of("PENSTOCK_JAVA_HOME", directory + "/jdk", "PENSTOCK_AOT", "off");
        serve();
        assertThat(serve(off).out()).doesNotContain("AOTCache");
        Files.delete(checkout.cache());
        serve(off);
        assertThat(checkout.trainings()).hasSize(1);
        assertThat(checkout.cache()).doesNotExist();
    }

    @Test
    void whoever_starts_while_it_is_made_waits_for_it() throws Exception {
        assumeLocks();
        checkout.signal("recording");
        Running first = checkout.start(cached, "penstock");
        await().atMost(PATIENCE).until(() -> Files.exists(checkout.recording(first)));
        Running second = checkout.start(cached, "penstock");
        awaitLock(second);
        checkout.unsignal("recording");
        assertThat(ended(first).out()).contains("-XX:AOTCache=");
        assertThat(ended(second).out()).contains("-XX:AOTCache=");
        assertThat(checkout.trainings()).hasSize(1);
    }

    /** The one is an image's build, say; it makes a new one whether or not there is one. */
    @Test
    void whoever_trains_while_it_is_made_waits_for_its_turn() throws Exception {
        assumeLocks();
        checkout.signal("recording");
        Running first = checkout.start(cached, "penstock");
        await().atMost(PATIENCE).until(() -> Files.exists(checkout.recording(first)));
        Running second = checkout.start(cached, "penstock", "train");
        await().atMost(PATIENCE)
                .until(() -> second.waitsForLock() || checkout.trainings().size() > 1);
        assertThat(checkout.trainings()).hasSize(1);
        checkout.unsignal("recording");
        ended(first);
        ended(second);
        assertThat(checkout.trainings()).hasSize(2);
    }

    @Test
    void whoever_starts_when_the_old_one_is_half_taken_away_waits_for_the_new_one() throws Exception {
        assumeLocks();
        serve();
        // Jars that are newer, but to the minute of the same time: the cache has to go, and its id would be the same
        // again.
        Files.setLastModifiedTime(checkout.cache(), FileTime.fromMillis(0));
        Path removes = checkout.bin().resolve("rm");
        Path real = Files.move(removes, checkout.bin().resolve("really-rm"));
        checkout.program("rm", """
                for file in "$@"; do
                  [ ! -e "$file" ] || '%1$s' -f "$file"
                  case $file in
                    */penstock.aot | */penstock.aot.id)
                      : >>'%2$s/removed'
                      until [ -e '%2$s/open' ]; do sleep 0.05; done
                      ;;
                  esac
                done
                """.formatted(real, directory));
        Running first = checkout.start(cached, "penstock");
        await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("removed")));
        Running second = checkout.start(cached, "penstock");
        awaitLock(second);
        checkout.signal("open");
        assertThat(ended(first).out()).contains("-XX:AOTCache=");
        assertThat(ended(second).out()).contains("-XX:AOTCache=");
        assertThat(checkout.trainings()).hasSize(2);
    }

    @Test
    void whoever_finds_it_gone_after_it_was_there_makes_it_anew() throws Exception {
        serve();
        Path real = Files.move(checkout.bin().resolve("find"), checkout.bin().resolve("really-find"));
        checkout.program("find", """
                case $* in
                  *'-name *.jar'*)
                    : >>'%2$s/seen'
                    until [ -e '%2$s/open' ]; do sleep 0.05; done
                    ;;
                esac
                exec '%1$s' "$@"
                """.formatted(real, directory));
        Running second = checkout.start(cached, "penstock");
        await().atMost(PATIENCE).until(() -> Files.exists(directory.resolve("seen")));
        // As somebody does who makes another one, in this order.
        Files.delete(id());
        Files.delete(checkout.cache());
        checkout.signal("open");
        Ended ended = ended(second);
        assertThat(ended.out()).contains("-XX:AOTCache=");
        assertThat(ended.err()).contains("Making the start-up cache");
    }

    @Test
    void what_a_launcher_leaves_that_is_killed_while_it_makes_one_is_removed_by_the_next() throws Exception {
        assumeLocks();
        checkout.signal("recording");
        Running killed = checkout.start(cached, "penstock");
        await().atMost(PATIENCE).until(() -> Files.exists(checkout.recording(killed)));
        Files.writeString(checkout.unfinished(killed), "half of it");
        killed.process().destroyForcibly();
        assertThat(killed.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();

        Running next = checkout.start(cached, "penstock");
        await().atMost(PATIENCE).until(() -> Files.exists(checkout.recording(next)));
        assertThat(checkout.recording(killed)).doesNotExist();
        assertThat(checkout.unfinished(killed)).doesNotExist();

        // Its JVM was not killed, and comes to its end now.
        checkout.signal("recorded." + killed.process().pid());
        await().atMost(PATIENCE).until(() -> Files.exists(checkout.unfinished(killed)));
        checkout.signal("recorded." + next.process().pid());
        assertThat(ended(next).out()).contains("-XX:AOTCache=" + checkout.cache());
        assertThat(besideTheJars())
                .containsExactlyInAnyOrder(
                        "built", "lib", "lock", "penstock.aot", "penstock.aot.id", "penstock.aot.log");
    }

    @Test
    void a_launcher_that_is_ended_while_it_makes_one_leaves_nothing() throws Exception {
        checkout.signal("recording");
        Running launcher = checkout.start(cached, "penstock");
        await().atMost(PATIENCE).until(() -> Files.exists(checkout.recording(launcher)));
        launcher.process().destroy();
        assertThat(launcher.end().status()).isEqualTo(130);
        assertThat(besideTheJars())
                .filteredOn(file -> file.startsWith("penstock.aot"))
                .containsExactly("penstock.aot.log");
    }

    @Test
    void without_a_lock_it_touches_nothing_that_another_may_be_making() throws Exception {
        Files.deleteIfExists(checkout.bin().resolve("flock"));
        checkout.write("adaptor/server/target/penstock/penstock.aot.1", "another's");
        assertThat(serve().out()).contains("-XX:AOTCache=" + checkout.cache());
        assertThat(checkout.cache().resolveSibling("penstock.aot.1")).exists();
    }
}
