package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.Checkout.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code .ci/run} makes of the README's test command. */
@Timeout(120)
class CiRunIT {

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Checkout checkout;

    @BeforeEach
    void layOut() throws IOException {
        checkout = Checkout.in(directory);
        checkout.copy(".ci/run");
        checkout.jdk(checkout.home().resolve(".jdks/25"), "25.0.1");
    }

    private Ended run() throws Exception {
        Ended ended = checkout.run(Map.of(), ".ci/run");
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(checkout.builds())
                .singleElement()
                .asString()
                .contains(
                        " verify ",
                        "-Dsurefire.rerunFailingTestsCount=1",
                        "-Dsurefire.failOnFlakeCount=3",
                        "-Dfailsafe.rerunFailingTestsCount=1",
                        "-Dfailsafe.failOnFlakeCount=3");
        return ended;
    }

    @Test
    void where_a_docker_engine_answers_compose_is_run() throws Exception {
        checkout.program("docker", "[ \"$1\" = info ] || exit 1\n");
        assertThat(run().err()).doesNotContain("No Docker engine");
        assertThat(checkout.builds().getFirst()).contains(" -Pdocker ");
    }

    @Test
    void where_the_engine_does_not_answer_it_says_so_and_tests_all_else() throws Exception {
        checkout.program("docker", "exit 1\n");
        assertThat(run().err()).contains("No Docker engine answers: the files of compose/ are checked and not run.\n");
        assertThat(checkout.builds().getFirst()).doesNotContain("-Pdocker");
    }

    @Test
    void a_step_before_the_build_that_fails_ends_it() throws Exception {
        checkout.write(".mvn/jdk.sh", "return 3\n");
        assertThat(checkout.run(Map.of(), ".ci/run").status()).isEqualTo(3);
        assertThat(checkout.builds()).isEmpty();
    }

    @Test
    void a_build_that_fails_fails_it() throws Exception {
        checkout.signal("broken");
        assertThat(checkout.run(Map.of(), ".ci/run").status()).isEqualTo(1);
    }
}
