package io.penstock.gates;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Measures source files with the compiler's own parser. */
final class Sizes {

    /** What is limited. */
    enum Kind {
        FILE_LINES(400),
        METHOD_LINES(60),
        PARAMETERS(5),
        PACKAGE_DEPTH(5);

        final int limit;

        Kind(int limit) {
            this.limit = limit;
        }
    }

    /** A size over its limit; {@code what} is a path, or a path and a method. */
    record Excess(String what, Kind kind, int size) {
        String key() {
            return what + " " + kind;
        }

        @Override
        public String toString() {
            return what + " " + kind + " " + size + ", the limit is " + kind.limit;
        }
    }

    private Sizes() {}

    static List<Excess> of(List<Repository.TextFile> files) {
        List<Excess> excesses = new ArrayList<>();
        for (Repository.TextFile file : files) {
            check(excesses, file.path(), Kind.FILE_LINES, file.lines().size());
            check(excesses, file.path(), Kind.PACKAGE_DEPTH, packageDepth(file.path()));
        }
        parse(files, excesses);
        return excesses;
    }

    private static void check(List<Excess> excesses, String what, Kind kind, int size) {
        if (size > kind.limit) {
            excesses.add(new Excess(what, kind, size));
        }
    }

    /** Levels below {@code io.penstock}. */
    private static int packageDepth(String path) {
        int root = path.indexOf("/io/penstock/");
        if (root < 0) {
            return 0;
        }
        String below = path.substring(root + "/io/penstock/".length());
        return (int) below.chars().filter(c -> c == '/').count();
    }

    private static void parse(List<Repository.TextFile> files, List<Excess> excesses) {
        List<Source> sources = files.stream().map(Source::new).toList();
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, diagnostic -> {}, List.of("-proc:none"), null, sources);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                String path = unit.getSourceFile().toUri().getPath().substring(1);
                new Methods(path, unit, positions, excesses).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Repository.TextFile file) {
            super(URI.create("string:///" + file.path()), JavaFileObject.Kind.SOURCE);
            this.text = file.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Methods extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final String path;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Excess> excesses;
        private final Deque<ClassTree> types = new ArrayDeque<>();

        Methods(String path, CompilationUnitTree unit, SourcePositions positions, List<Excess> excesses) {
            this.path = path;
            this.unit = unit;
            this.positions = positions;
            this.excesses = excesses;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            types.push(type);
            super.visitClass(type, null);
            types.pop();
            return null;
        }

        /** Who overrides has no choice: what is ours is measured where it is declared. */
        private static boolean overrides(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation ->
                            annotation.getAnnotationType().toString().equals("Override"));
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            String what = path + "#" + method.getName();
            LineMap lines = unit.getLineMap();
            long start = positions.getStartPosition(unit, method);
            long end = positions.getEndPosition(unit, method);
            if (end > start) {
                check(
                        excesses,
                        what,
                        Kind.METHOD_LINES,
                        (int) (lines.getLineNumber(end) - lines.getLineNumber(start)) + 1);
            }
            // A record's canonical constructor has the record's components: a wide value is no long list of arguments.
            boolean canonical = types.element().getKind() == Tree.Kind.RECORD
                    && method.getName().contentEquals("<init>");
            if (!canonical && !overrides(method)) {
                check(excesses, what, Kind.PARAMETERS, method.getParameters().size());
            }
            return super.visitMethod(method, null);
        }
    }
}
