package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.gates.Repository.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each check of texts finds a planted fault, and leaves its neighbour alone. */
class TidySelfTest {

    private static final Path ROOT = Repository.root();

    private static TextFile page(String text) {
        return new TextFile("docs/planted.md", text);
    }

    @Test
    void tabs_spaces_and_ends() {
        assertThat(Tidy.tabsAndTrailingSpaces(page("good\n"))).isEmpty();
        assertThat(Tidy.tabsAndTrailingSpaces(page("a\tb\nc \nd\r\ne"))).hasSize(4);
    }

    @Test
    void promises() {
        assertThat(Tidy.promises(page("TODO #12: later\nTODO(#12) later\nTODOS are many\n")))
                .isEmpty();
        assertThat(Tidy.promises(page("// TODO later\n// FIXME: 12\n"))).hasSize(2);
    }

    @Test
    void packages() {
        TextFile type = new TextFile("adaptor/x/src/main/java/io/penstock/x/X.java", "");
        TextFile bare =
                new TextFile("adaptor/x/src/main/java/io/penstock/x/package-info.java", "package io.penstock.x;");
        TextFile good = new TextFile(bare.path(), "/** Contract. */\n@NullMarked\npackage io.penstock.x;\n");
        assertThat(Tidy.packages(List.of(type))).hasSize(1);
        assertThat(Tidy.packages(List.of(type, bare))).hasSize(1);
        assertThat(Tidy.packages(List.of(type, good))).isEmpty();
    }

    @Test
    void links() {
        assertThat(Tidy.links(
                        page(
                                "# A heading\n[a](architecture.md) [b](#a-heading) [c](https://x.example) [d](../pom.xml)\n"),
                        Files::exists,
                        ROOT))
                .isEmpty();
        assertThat(Tidy.links(page("# A\n[a](gone.md) [b](#nowhere)\n"), Files::exists, ROOT))
                .hasSize(2);
    }

    @Test
    void diagrams() {
        assertThat(Tidy.diagrams(page("```mermaid\nflowchart TD\n  a --> b\n```\n")))
                .isEmpty();
        assertThat(Tidy.diagrams(page("```mermaid\n```\n"))).hasSize(1);
        assertThat(Tidy.diagrams(page("```sh\nls\n"))).hasSize(1);
    }

    @Test
    void proofs() {
        Set<String> vocabulary = Set.of("nothing_is_lost_by_a_crash");
        assertThat(Tidy.proofs(
                        page("`XTest`: nothing_is_lost_by_a_crash, and http_requests_total is a metric\n"), vocabulary))
                .isEmpty();
        assertThat(Tidy.proofs(page("`XTest`: nothing_is_ever_lost_at_all\n"), vocabulary))
                .hasSize(1);
    }

    @Test
    void names() {
        Set<String> vocabulary = Set.of("SendMessage");
        assertThat(Tidy.names(
                        page(
                                "`SendMessage` `adaptor/kernel` `io.penstock.kernel.port.Machines` `io.penstock.kernel` `a/b`"
                                        + " `Word` `sqs.queue` `--data-dir`\n"),
                        vocabulary,
                        ROOT))
                .isEmpty();
        assertThat(Tidy.names(
                        page("`SendMassage` `adaptor/kornel` `io.penstock.kernel.port.Machine` `io.penstock.kornel`\n"),
                        vocabulary,
                        ROOT))
                .hasSize(4);
    }
}
