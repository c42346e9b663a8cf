package io.penstock.broker;

import static io.penstock.broker.BrokerStartupException.Reason.DATA_DIRECTORY_FOREIGN;
import static io.penstock.broker.BrokerStartupException.Reason.DATA_DIRECTORY_IN_USE;
import static io.penstock.broker.BrokerStartupException.Reason.DATA_DIRECTORY_UNUSABLE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * The locked data directory: {@code penstock.properties} says who made it, {@code penstock.lock} who uses it, and
 * {@code kafka/} is the broker's log directory. The lock is the operating system's and ends with the process, so a
 * killed process never leaves a stale one.
 */
final class DataDirectory implements AutoCloseable {
    /** Raised when an older Penstock could no longer read what a newer one writes. */
    static final int FORMAT = 1;

    private static final String MARKER = "penstock.properties";
    private static final String MARKER_DRAFT = "penstock.properties.new";
    private static final String LOCK = "penstock.lock";
    // What a new volume holds, and what this process keeps beside the broker even when it uses another Kafka.
    private static final Set<String> HARMLESS = Set.of(LOCK, MARKER_DRAFT, "lost+found", "tls");
    private static final String FORMAT_KEY = "format";
    private static final String CLUSTER_KEY = "cluster.id";

    private final Path root;
    private final FileChannel lock;
    private final String clusterId;

    private DataDirectory(Path root, FileChannel lock, String clusterId) {
        this.root = root;
        this.lock = lock;
        this.clusterId = clusterId;
    }

    /** Makes the directory when absent, locks it and reads or gives its cluster id. */
    static DataDirectory open(Path root) {
        try {
            Files.createDirectories(root);
            refuseForeign(root);
            FileChannel lock = lock(root);
            try {
                return new DataDirectory(root, lock, readOrMakeMarker(root));
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BrokerStartupException(
                    DATA_DIRECTORY_UNUSABLE,
                    "The data directory %s cannot be used: %s. Choose another with --data-dir.".formatted(root, e),
                    e);
        }
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    String clusterId() {
        return clusterId;
    }

    /** Refuses a broker directory of another cluster, as left by copying or mounting the wrong one. */
    void requireOwn(@Nullable String brokersClusterId) {
        if (!clusterId.equals(brokersClusterId)) {
            throw foreign(
                    root,
                    "its kafka directory belongs to cluster %s, but %s names %s"
                            .formatted(brokersClusterId, MARKER, clusterId));
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refuseForeign(Path root) throws IOException {
        if (Files.exists(root.resolve(MARKER))) {
            return;
        }
        try (var entries = Files.list(root)) {
            List<String> others = entries.map(path -> path.getFileName().toString())
                    .filter(name -> !HARMLESS.contains(name) && !name.startsWith("."))
                    .sorted()
                    .toList();
            if (others.contains("meta.properties")) {
                throw foreign(root, "it was formatted by another Kafka broker");
            }
            if (!others.isEmpty()) {
                throw foreign(root, "it already holds other files (%s)".formatted(others.getFirst()));
            }
        }
    }

    private static FileChannel lock(Path root) throws IOException {
        FileChannel channel = FileChannel.open(root.resolve(LOCK), CREATE, READ, WRITE);
        FileLock held = null;
        try {
            held = channel.tryLock();
            if (held == null) {
                throw inUse(root, "process " + readHolder(channel));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
            return channel;
        } catch (OverlappingFileLockException e) {
            throw inUse(root, "another broker of this process");
        } finally {
            if (held == null) {
                channel.close();
            }
        }
    }

    private static String readHolder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        return UTF_8.decode(pid.flip()).toString();
    }

    private static String readOrMakeMarker(Path root) throws IOException {
        Path marker = root.resolve(MARKER);
        if (!Files.exists(marker)) {
            writeMarker(root, Uuid.randomUuid().toString());
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(marker)) {
            properties.load(reader);
        }
        String format = properties.getProperty(FORMAT_KEY, "none");
        String clusterId = properties.getProperty(CLUSTER_KEY);
        if (!format.equals(Integer.toString(FORMAT)) || clusterId == null) {
            throw foreign(
                    root,
                    "its %s has format %s and this version of Penstock reads format %d"
                            .formatted(MARKER, format, FORMAT));
        }
        return clusterId;
    }

    private static void writeMarker(Path root, String clusterId) throws IOException {
        Path draft = root.resolve(MARKER_DRAFT);
        String text = "# Written by Penstock when this directory was first used. Do not edit.%n%s=%d%n%s=%s%n"
                .formatted(FORMAT_KEY, FORMAT, CLUSTER_KEY, clusterId);
        Files.writeString(draft, text);
        try (FileChannel file = FileChannel.open(draft, WRITE)) {
            file.force(true);
        }
        Files.move(draft, root.resolve(MARKER), StandardCopyOption.ATOMIC_MOVE);
    }

    private static BrokerStartupException inUse(Path root, String holder) {
        return new BrokerStartupException(
                DATA_DIRECTORY_IN_USE,
                "The data directory %s is in use by %s. Stop that one, or choose another directory with --data-dir."
                        .formatted(root, holder),
                null);
    }

    private static BrokerStartupException foreign(Path root, String why) {
        return new BrokerStartupException(
                DATA_DIRECTORY_FOREIGN,
                "The directory %s is not a data directory of this Penstock: %s. Choose another with --data-dir."
                        .formatted(root, why),
                null);
    }
}
