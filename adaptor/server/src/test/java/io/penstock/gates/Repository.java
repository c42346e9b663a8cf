package io.penstock.gates;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The working tree: its files, and the classes that its modules were compiled to. */
final class Repository {

    /** A text file, its path relative to the root with forward slashes. */
    record TextFile(String path, String text) {
        List<String> lines() {
            return text.lines().toList();
        }

        boolean isJava() {
            return path.endsWith(".java");
        }

        boolean isMarkdown() {
            return path.endsWith(".md");
        }
    }

    private static final Set<String> NOT_OURS =
            Set.of(".git", "target", "node_modules", ".idea", ".vscode", ".settings", "__pycache__");

    private static final Set<String> TEXT_ENDINGS =
            Set.of("java", "md", "xml", "yml", "yaml", "sh", "properties", "txt", "graphqls", "sql");

    /** Folders of the modules of the product. */
    private static final List<String> MODULES = List.of(
            "adaptor/kernel",
            "adaptor/wire",
            "adaptor/log",
            "adaptor/broker",
            "adaptor/services",
            "adaptor/server",
            "streams-app");

    private static final Path ROOT = findRoot();
    private static final List<TextFile> FILES = read(ROOT);

    private Repository() {}

    static Path root() {
        return ROOT;
    }

    /** Every text file that is ours. */
    static List<TextFile> files() {
        return FILES;
    }

    static List<TextFile> java() {
        return FILES.stream().filter(TextFile::isJava).toList();
    }

    static List<TextFile> markdown() {
        return FILES.stream().filter(TextFile::isMarkdown).toList();
    }

    /** The lines of a committed list of this package, without comments. */
    static List<String> list(String name) {
        Path file = ROOT.resolve("adaptor/server/src/test/resources/gates").resolve(name);
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The compiled main classes of the product's modules. */
    static JavaClasses classes() {
        List<Path> outputs = new ArrayList<>();
        for (String module : MODULES) {
            Path output = ROOT.resolve(module).resolve("target/classes");
            if (!Files.isDirectory(output)) {
                throw new IllegalStateException("not compiled: " + output);
            }
            outputs.add(output);
        }
        return new ClassFileImporter().importPaths(outputs);
    }

    private static Path findRoot() {
        Path here = Path.of("").toAbsolutePath();
        for (Path folder = here; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw")) && Files.isDirectory(folder.resolve("adaptor"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no repository around " + here);
    }

    private static List<TextFile> read(Path root) {
        List<TextFile> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    Path name = folder.getFileName();
                    return name != null && NOT_OURS.contains(name.toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String path = root.relativize(file).toString().replace('\\', '/');
                    if (TEXT_ENDINGS.contains(path.substring(path.lastIndexOf('.') + 1))) {
                        files.add(new TextFile(path, Files.readString(file, StandardCharsets.UTF_8)));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.sort((a, b) -> a.path().compareTo(b.path()));
        return List.copyOf(files);
    }
}
