package io.penstock.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.penstock.broker.BrokerStartupException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    private Path parent;

    @Test
    void a_missing_directory_is_made_and_keeps_its_cluster_id() {
        Path directory = parent.resolve("a/b");
        String clusterId;
        try (DataDirectory first = DataDirectory.open(directory)) {
            clusterId = first.clusterId();
        }
        try (DataDirectory again = DataDirectory.open(directory)) {
            assertThat(again.clusterId()).isEqualTo(clusterId);
        }
    }

    @Test
    void a_directory_with_other_files_is_refused_and_left_untouched() throws IOException {
        Files.writeString(parent.resolve("thesis.txt"), "chapter 1");
        assertRefused(parent, Reason.DATA_DIRECTORY_FOREIGN, "already holds other files (thesis.txt)");
        try (var files = Files.list(parent)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void a_fresh_volume_or_one_with_only_a_certificate_counts_as_empty() throws IOException {
        Files.createDirectory(parent.resolve("lost+found"));
        Files.createDirectory(parent.resolve("tls"));
        try (DataDirectory directory = DataDirectory.open(parent)) {
            assertThat(directory.clusterId()).isNotEmpty();
        }
    }

    @Test
    void a_directory_of_a_newer_format_is_refused() throws IOException {
        Files.writeString(parent.resolve("penstock.properties"), "format=2\ncluster.id=x\n");
        assertRefused(
                parent, Reason.DATA_DIRECTORY_FOREIGN, "has format 2 and this version of Penstock reads format 1");
    }

    @Test
    void a_broker_directory_of_another_cluster_is_refused() {
        try (DataDirectory directory = DataDirectory.open(parent)) {
            directory.requireOwn(directory.clusterId());
            assertThatExceptionOfType(BrokerStartupException.class)
                    .isThrownBy(() -> directory.requireOwn("other"))
                    .withMessageContaining("belongs to cluster other");
        }
    }

    @Test
    void a_file_in_the_place_of_the_directory_is_refused() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertRefused(file, Reason.DATA_DIRECTORY_UNUSABLE, "--data-dir");
    }

    private static void assertRefused(Path directory, Reason reason, String part) {
        assertThatExceptionOfType(BrokerStartupException.class)
                .isThrownBy(() -> DataDirectory.open(directory).close())
                .withMessageContaining(part)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }
}
