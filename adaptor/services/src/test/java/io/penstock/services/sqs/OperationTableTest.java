package io.penstock.services.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OperationTableTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "services", "sqs.md");
    private static final String SOURCES = "adaptor/services/src/main/java/io/penstock/services/sqs/op/";

    @Test
    void the_documented_operations_are_those_that_are_served() throws IOException {
        try (SqsFixture sqs = new SqsFixture()) {
            TreeSet<String> served =
                    new TreeSet<>(sqs.sqs.definition().bindings().keySet());
            String table = served.stream()
                    .map(name -> "| " + name + " | `" + SOURCES + name + ".java` |\n")
                    .collect(Collectors.joining("", "| Operation | Code |\n|---|---|\n", ""));
            assertThat(Files.readString(PAGE)).contains(table);
        }
    }

    @Test
    void every_operation_of_the_model_is_served() {
        try (SqsFixture sqs = new SqsFixture()) {
            assertThat(sqs.sqs.definition().bindings())
                    .hasSize(23)
                    .containsOnlyKeys(sqs.sqs.definition().model().operations().stream()
                            .map(operation -> operation.name())
                            .toList()
                            .toArray(String[]::new));
        }
    }
}
