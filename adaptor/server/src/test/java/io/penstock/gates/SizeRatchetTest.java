package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.gates.Repository.TextFile;
import io.penstock.gates.Sizes.Excess;
import io.penstock.gates.Sizes.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SizeRatchetTest {

    /** May only shrink. */
    private static final int EXCEPTIONS_AT_MOST = 0;

    private static final List<Excess> EXCESSES = Sizes.of(Repository.java());

    /** An entry of the list: {@code what kind size reason}. */
    private record Granted(String key, int size, String reason) {
        static Granted parse(String line) {
            String[] parts = line.split("\\s+", 4);
            if (parts.length < 4) {
                throw new IllegalStateException("an exception needs what, kind, size and reason: " + line);
            }
            return new Granted(parts[0] + " " + parts[1], Integer.parseInt(parts[2]), parts[3]);
        }
    }

    private static Map<String, Granted> granted() {
        return Repository.list("size-exceptions.txt").stream()
                .map(Granted::parse)
                .collect(Collectors.toMap(Granted::key, entry -> entry));
    }

    @Test
    void files_methods_parameter_lists_and_package_paths_stay_small() {
        Map<String, Granted> granted = granted();
        assertThat(EXCESSES)
                .filteredOn(excess -> {
                    Granted grant = granted.get(excess.key());
                    return grant == null || excess.size() > grant.size();
                })
                .isEmpty();
    }

    @Test
    void the_list_of_exceptions_only_shrinks() {
        Map<String, Integer> sizes = EXCESSES.stream().collect(Collectors.toMap(Excess::key, Excess::size, Math::max));
        assertThat(granted()).hasSizeLessThanOrEqualTo(EXCEPTIONS_AT_MOST);
        assertThat(granted().values())
                .filteredOn(grant -> !sizes.containsKey(grant.key()))
                .as("no longer needed")
                .isEmpty();
        assertThat(granted().values())
                .filteredOn(grant -> sizes.getOrDefault(grant.key(), grant.size()) < grant.size())
                .as("has shrunk: lower the number")
                .isEmpty();
    }

    @Test
    void each_kind_of_excess_is_found() {
        String body = "        int a = 0;\n".repeat(60);
        String text = "package io.penstock.a.b.c.d.e.f;\n"
                + "class Planted {\n"
                + "    int six(int a, int b, int c, int d, int e, int f) { return 0; }\n"
                + "    int five(int a, int b, int c, int d, int e) { return 0; }\n"
                + "    @Override int other(int a, int b, int c, int d, int e, int f) { return 0; }\n"
                + "    void tall() {\n" + body + "    }\n"
                + "    record Wide(int a, int b, int c, int d, int e, int f) { Wide {} }\n"
                + "}\n"
                + "//\n".repeat(400);
        String path = "adaptor/x/src/main/java/io/penstock/a/b/c/d/e/f/Planted.java";
        assertThat(Sizes.of(List.of(new TextFile(path, text))))
                .containsExactlyInAnyOrder(
                        new Excess(path, Kind.FILE_LINES, 469),
                        new Excess(path, Kind.PACKAGE_DEPTH, 6),
                        new Excess(path + "#six", Kind.PARAMETERS, 6),
                        new Excess(path + "#tall", Kind.METHOD_LINES, 62));
    }
}
