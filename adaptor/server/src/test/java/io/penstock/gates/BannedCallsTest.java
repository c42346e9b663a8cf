package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.penstock.gates.BannedCalls.Offence;
import io.penstock.gates.planted.calls.ReadsClocks;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BannedCallsTest {

    /** Grows only with a reason that stands in the list, and with this number in the same commit. */
    private static final int ALLOWED_AT_MOST = 20;

    private static final List<Offence> OFFENCES = BannedCalls.in(Repository.classes());

    /** {@code class call reason}. */
    private static List<String[]> allowed() {
        return Repository.list("banned-calls-allowed.txt").stream()
                .map(line -> line.split("\\s+", 3))
                .toList();
    }

    private static String key(String origin, String target) {
        return origin + " " + target;
    }

    @Test
    void time_chance_waiting_and_the_terminal_are_injected() {
        Set<String> allowed =
                allowed().stream().map(entry -> key(entry[0], entry[1])).collect(Collectors.toSet());
        assertThat(OFFENCES)
                .filteredOn(offence -> !allowed.contains(key(offence.origin(), offence.target())))
                .isEmpty();
    }

    @Test
    void the_list_of_exceptions_has_reasons_and_no_entry_too_many() {
        assertThat(allowed())
                .allSatisfy(
                        entry -> assertThat(entry).as(String.join(" ", entry)).hasSize(3));
        assertThat(allowed()).hasSizeLessThanOrEqualTo(ALLOWED_AT_MOST);
        Set<String> happens = OFFENCES.stream()
                .map(offence -> key(offence.origin(), offence.target()))
                .collect(Collectors.toSet());
        assertThat(allowed())
                .filteredOn(entry -> !happens.contains(key(entry[0], entry[1])))
                .as("no longer needed")
                .isEmpty();
    }

    @Test
    void each_planted_call_is_found_and_its_replacement_named() {
        List<Offence> found = BannedCalls.in(new ClassFileImporter().importClasses(ReadsClocks.class));
        assertThat(new TreeSet<>(found.stream().map(Offence::target).toList()))
                .containsExactly(
                        "Clock.systemUTC",
                        "Instant.now",
                        "InstantSource.system",
                        "Math.random",
                        "Random.<init>",
                        "System.currentTimeMillis",
                        "System.exit",
                        "System.getenv",
                        "System.out",
                        "Thread.sleep",
                        "ThreadLocalRandom.current",
                        "Throwable.printStackTrace",
                        "UUID.randomUUID");
        assertThat(found).allSatisfy(offence -> assertThat(offence.because()).isNotBlank());
    }
}
