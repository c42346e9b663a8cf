package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.penstock.server.Checkout.Ended;
import io.penstock.server.Checkout.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher does in a checkout before it starts the server: it builds what is not built yet. */
@Timeout(180)
class LauncherBuildIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Checkout checkout;

    @SuppressWarnings("NullAway.Init")
    private Map<String, String> uncached;

    @BeforeEach
    void layOut() throws IOException {
        checkout = Checkout.in(directory);
        String java = checkout.jdk(directory.resolve("jdk"), "25.0.1").toString();
        uncached = Map.of("PENSTOCK_JAVA_HOME", java, "PENSTOCK_AOT", "off");
    }

    private Ended serve() throws Exception {
        Ended ended = checkout.run(uncached, "penstock", "--port", "4599");
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).endsWith(" -jar " + checkout.jar() + " serve --port 4599\n");
        return ended;
    }

    /** Built, and nothing touched for an hour. */
    private void builtAWhileAgo() throws Exception {
        serve();
        checkout.age(1);
        assertThat(checkout.builds()).hasSize(1);
    }

    @Test
    void the_first_start_builds_the_server_and_its_modules_and_says_so_and_the_next_one_builds_nothing()
            throws Exception {
        assertThat(serve().err())
                .startsWith("Building Penstock for the first time")
                .hasLineCount(1);
        assertThat(checkout.builds())
                .singleElement()
                .asString()
                .contains("-pl adaptor/server -am package", "-Dmaven.test.skip=true");
        assertThat(serve().err()).isEmpty();
        assertThat(checkout.builds()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pom.xml",
                "adaptor/pom.xml",
                "adaptor/server/src/main/java/A.java",
                "adaptor/log/src/main/java/New.java",
                "streams-app/src/main/resources/a.xml"
            })
    void a_source_that_has_changed_is_built_at_the_next_start(String source) throws Exception {
        builtAWhileAgo();
        checkout.write(source, "changed");
        assertThat(serve().err())
                .startsWith("Sources have changed: building Penstock")
                .hasLineCount(1);
        assertThat(checkout.builds()).hasSize(2);
        assertThat(serve().err()).isEmpty();
    }

    @Test
    void a_source_that_was_deleted_is_built_without_at_the_next_start() throws Exception {
        builtAWhileAgo();
        Files.delete(checkout.root.resolve("adaptor/server/src/main/java/A.java"));
        serve();
        assertThat(checkout.builds()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "adaptor/server/src/test/java/ATest.java",
                "adaptor/server/target/src/main/Made.java",
                "README.md"
            })
    void what_is_not_in_the_server_is_no_reason_to_build(String file) throws Exception {
        builtAWhileAgo();
        checkout.write(file, "changed");
        serve();
        assertThat(checkout.builds()).hasSize(1);
    }

    @Test
    void a_jar_that_others_have_built_since_is_taken() throws Exception {
        builtAWhileAgo();
        checkout.write("pom.xml", "changed");
        Files.writeString(checkout.jar(), "built by somebody else");
        serve();
        assertThat(checkout.builds()).hasSize(1);
    }

    @Test
    void a_change_that_leaves_the_jar_as_it_is_is_built_once() throws Exception {
        builtAWhileAgo();
        checkout.signal("unchanging");
        checkout.write("pom.xml", "another comment");
        serve();
        serve();
        assertThat(checkout.builds()).hasSize(2);
    }

    @Test
    void a_build_that_fails_starts_nothing_and_is_tried_again() throws Exception {
        checkout.signal("broken");
        Ended ended = checkout.run(uncached, "penstock");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("The build failed, see above.");
        checkout.unsignal("broken");
        serve();
        assertThat(checkout.builds()).hasSize(2);
    }

    @Test
    void of_two_that_start_together_one_builds_and_the_other_waits_for_it() throws Exception {
        assumeThat(checkout.bin().resolve("flock"))
                .as("no flock is installed here")
                .exists();
        checkout.signal("gate");
        Running first = checkout.start(uncached, "penstock");
        await().atMost(PATIENCE).until(() -> checkout.builds().size() == 1);
        Running second = checkout.start(uncached, "penstock");
        // It has found that there is nothing built, and waits for the lock.
        await().atMost(PATIENCE)
                .until(() -> second.waitsForLock() || checkout.builds().size() > 1);
        checkout.signal("open");
        assertThat(first.end().status()).isZero();
        assertThat(second.end().status()).isZero();
        assertThat(checkout.builds()).hasSize(1);
    }

    @Test
    void help_builds_nothing() throws Exception {
        Ended ended = checkout.run(uncached, "penstock", "--help");
        assertThat(ended.status()).isZero();
        assertThat(ended.err()).contains("Usage: ./penstock [serve] [options]");
        assertThat(checkout.builds()).isEmpty();
    }
}
