package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.server.Checkout.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which Java the launcher and the build take: the first that is new enough, wherever the default one is from. */
@Timeout(120)
class JdkSearchIT {

    private static final String NOTHING =
            "Penstock needs a JDK 25 or newer and found none: install one (for example Temurin 25 from https://adoptium.net)"
                    + " or set PENSTOCK_JAVA_HOME.\n";

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Checkout checkout;

    @BeforeEach
    void layOut() throws IOException {
        checkout = Checkout.in(directory);
    }

    /** With the cache off and nothing to build. */
    private Ended serve(Map<String, String> variables) throws Exception {
        Map<String, String> all = new HashMap<>(variables);
        all.put("PENSTOCK_AOT", "off");
        return checkout.run(all, "penstock");
    }

    private void assertTaken(Path jdk, Map<String, String> variables) throws Exception {
        Ended ended = serve(variables);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).startsWith(jdk.resolve("bin/java") + " ");
    }

    /** As a package manager does: a link on the path. */
    private void onPath(Path jdk) throws IOException {
        Files.createSymbolicLink(checkout.bin().resolve("java"), jdk.resolve("bin/java"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system/usr/lib/jvm/temurin-25",
                "system/usr/java/jdk-25",
                "system/opt/java/25",
                "system/opt/jdk-25",
                "home/.sdkman/candidates/java/25.0.1-tem",
                "home/.jdks/temurin-25.0.1",
                "system/Library/Java/JavaVirtualMachines/temurin-25.jdk/Contents/Home",
                "system/opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home"
            })
    void an_installed_25_is_found_although_the_default_is_17(String place) throws Exception {
        Path old = checkout.jdk(checkout.system.resolve("usr/lib/jvm/java-17"), "17.0.9");
        onPath(old);
        Path right = checkout.jdk(directory.resolve(place), "25.0.1");
        assertTaken(right, Map.of("JAVA_HOME", old.toString()));
    }

    @Test
    void the_java_on_the_path_is_taken_when_java_home_is_older() throws Exception {
        Path old = checkout.jdk(directory.resolve("seventeen"), "17.0.9");
        Path right = checkout.jdk(directory.resolve("twenty-five"), "25");
        onPath(right);
        assertTaken(right, Map.of("JAVA_HOME", old.toString()));
    }

    @Test
    void the_one_named_for_penstock_comes_first_and_a_newer_one_will_do() throws Exception {
        Path named = checkout.jdk(directory.resolve("named"), "26.0.1");
        Path other = checkout.jdk(directory.resolve("other"), "25.0.1");
        onPath(other);
        assertTaken(named, Map.of("JAVA_HOME", other.toString(), "PENSTOCK_JAVA_HOME", named.toString()));
    }

    @Test
    void a_java_without_a_compiler_builds_nothing_and_runs_what_is_built() throws Exception {
        Path runtime = checkout.jre(directory.resolve("runtime"), "25.0.1");
        Map<String, String> variables = Map.of("JAVA_HOME", runtime.toString());
        assertThat(serve(variables).status()).isEqualTo(1);
        checkout.write("lib/penstock-server.jar", "jar");
        assertTaken(runtime, variables);
        assertThat(checkout.builds()).isEmpty();
    }

    @Test
    void with_17_alone_one_line_says_what_to_install_and_nothing_is_built() throws Exception {
        Path old = checkout.jdk(checkout.system.resolve("usr/lib/jvm/java-17"), "17.0.9");
        checkout.jdk(checkout.system.resolve("opt/jdk-1.8"), "1.8.0_392");
        onPath(old);
        Ended ended = serve(Map.of("JAVA_HOME", old.toString()));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).isEqualTo(NOTHING);
        assertThat(ended.out()).isEmpty();
        assertThat(checkout.builds()).isEmpty();
    }

    @Test
    void without_any_java_the_launcher_and_the_build_say_in_one_line_what_to_install() throws Exception {
        Ended launcher = serve(Map.of());
        assertThat(launcher.status()).isEqualTo(1);
        assertThat(launcher.err()).isEqualTo(NOTHING);
        Files.delete(checkout.root.resolve("mvnw"));
        checkout.copy("mvnw");
        checkout.copy(".ci/run");
        for (String script : List.of("mvnw", ".ci/run")) {
            Ended build = checkout.run(Map.of(), script, "--version");
            assertThat(build.status()).as(script).isEqualTo(1);
            assertThat(build.err()).as(script).isEqualTo(NOTHING);
            assertThat(build.out()).as(script).isEmpty();
        }
    }
}
