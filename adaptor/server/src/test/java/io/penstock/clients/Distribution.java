package io.penstock.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The launcher beside the jars just packaged, as in an image: no sources, no Maven. */
public final class Distribution {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final List<String> FILES = List.of("penstock", ".mvn/jdk.sh");

    private Distribution() {}

    /**
     * Unpacks into a directory, or brings it up to date.
     *
     * @param jars the directory of the jars, which is linked and not copied
     * @return the launcher
     */
    public static Path unpack(Path jars, Path home) throws IOException {
        Files.createDirectories(home.resolve(".mvn"));
        if (Files.notExists(home.resolve("lib"))) {
            Files.createSymbolicLink(home.resolve("lib"), jars.toAbsolutePath());
        }
        for (String file : FILES) {
            Path copy = home.resolve(file);
            if (Files.notExists(copy) || Files.mismatch(ROOT.resolve(file), copy) >= 0) {
                Files.copy(
                        ROOT.resolve(file),
                        copy,
                        StandardCopyOption.COPY_ATTRIBUTES,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return home.resolve("penstock");
    }

    /** The launcher of the one place that all tests of a build share, whose start-up cache is made once. Tests may run in several JVMs. */
    static synchronized Path shared(Path jars) {
        Path target = jars.resolve("../..").toAbsolutePath().normalize();
        try (FileChannel channel = FileChannel.open(
                        target.resolve("distribution-of-tests.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            return unpack(jars, target.resolve("distribution-of-tests"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
