package io.penstock.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.gates.Repository.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TidyTest {

    /** What the customer fixed, the wrapper and the launcher. */
    private static final Set<String> TOP_LEVEL = Set.of(
            "pom.xml", "README.md", "adaptor", "streams-app", "connectors", "compose", "docs", "mvnw", "penstock");

    /** What must be there from the first issue on. */
    private static final Set<String> NEEDED = Set.of("pom.xml", "README.md", "adaptor", "docs", "mvnw");

    private static final Path ROOT = Repository.root();

    @Test
    void the_top_level_is_what_it_shall_be() throws IOException {
        try (Stream<Path> entries = Files.list(ROOT)) {
            List<String> names = entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !name.startsWith(".") && !name.equals("target"))
                    .toList();
            assertThat(names).isSubsetOf(TOP_LEVEL).containsAll(NEEDED);
        }
    }

    @Test
    void texts_have_no_tabs_no_trailing_spaces_and_end_in_a_line_feed() {
        assertThat(Repository.files().stream().flatMap(file -> Tidy.tabsAndTrailingSpaces(file).stream()))
                .isEmpty();
    }

    @Test
    void what_is_left_to_do_has_an_issue() {
        assertThat(Repository.files().stream()
                        .filter(file -> !file.path().contains("/gates/"))
                        .flatMap(file -> Tidy.promises(file).stream()))
                .isEmpty();
    }

    @Test
    void every_package_states_its_contract() {
        assertThat(Tidy.packages(Repository.java())).isEmpty();
    }

    @Test
    void links_between_documents_lead_somewhere() {
        assertThat(Repository.markdown().stream().flatMap(page -> Tidy.links(page, Files::exists, ROOT).stream()))
                .isEmpty();
    }

    @Test
    void diagrams_are_drawn() {
        assertThat(Repository.markdown().stream().flatMap(page -> Tidy.diagrams(page).stream()))
                .isEmpty();
    }

    @Test
    void what_documents_name_exists() {
        Set<String> vocabulary = Tidy.vocabulary(Repository.files());
        vocabulary.addAll(Repository.list("foreign-names.txt"));
        assertThat(Repository.markdown().stream().flatMap(page -> Tidy.names(page, vocabulary, ROOT).stream()))
                .isEmpty();
    }

    @Test
    void tests_that_documents_call_as_proof_exist() {
        Set<String> vocabulary = Tidy.vocabulary(Repository.files());
        assertThat(Repository.markdown().stream().flatMap(page -> Tidy.proofs(page, vocabulary).stream()))
                .isEmpty();
    }

    @Test
    void no_foreign_name_is_listed_that_no_document_uses() {
        String documents = String.join(
                "\n", Repository.markdown().stream().map(TextFile::text).toList());
        assertThat(Repository.list("foreign-names.txt"))
                .allSatisfy(name -> assertThat(documents).contains("`" + name));
    }
}
