package io.penstock.gates;

import io.penstock.gates.Repository.TextFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks of texts; each gives its complaints. */
final class Tidy {

    /** Folders with sources that documents may name. */
    private static final List<String> MODULES = List.of(
            "adaptor/kernel",
            "adaptor/wire",
            "adaptor/log",
            "adaptor/broker",
            "adaptor/services",
            "adaptor/server",
            "adaptor/bench",
            "streams-app");

    private static final Pattern TODO = Pattern.compile("\\b(TODO|FIXME|XXX)\\b(?!\\s*\\(?#\\d)");
    private static final Pattern CODE = Pattern.compile("`([^`\\s]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^]\\[]*]\\(([^)\\s]+)\\)");
    private static final Pattern PATH = Pattern.compile("[\\w.@-]+(/[\\w.@-]+)*/?");
    private static final Pattern CLASS = Pattern.compile("[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+");
    private static final Pattern QUALIFIED = Pattern.compile("io\\.penstock(\\.[a-z]\\w*)*(\\.[A-Z]\\w*)?");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*)");
    private static final Pattern PROOF =
            Pattern.compile("(?:Test|IT|Contract)`?[:.# ]+`?([a-z0-9]+(?:_[a-z0-9]+)+)\\b");
    private static final Pattern WORD = Pattern.compile("\\w+");

    private Tidy() {}

    static List<String> tabsAndTrailingSpaces(TextFile file) {
        List<String> complaints = new ArrayList<>();
        List<String> lines = file.text().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.indexOf('\t') >= 0) {
                complaints.add(file.path() + ":" + (i + 1) + " has a tab");
            }
            if (!line.equals(line.stripTrailing())) {
                complaints.add(file.path() + ":" + (i + 1) + " ends in a space");
            }
        }
        if (file.text().indexOf('\r') >= 0) {
            complaints.add(file.path() + " has a carriage return");
        }
        if (!file.text().isEmpty() && !file.text().endsWith("\n")) {
            complaints.add(file.path() + " does not end in a line feed");
        }
        return complaints;
    }

    static List<String> promises(TextFile file) {
        return matches(file, TODO, match -> "a " + match.group(1) + " without an issue's number");
    }

    private static List<String> matches(TextFile file, Pattern pattern, Function<Matcher, String> complaint) {
        List<String> complaints = new ArrayList<>();
        List<String> lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            Matcher match = pattern.matcher(lines.get(i));
            while (match.find()) {
                complaints.add(file.path() + ":" + (i + 1) + " has " + complaint.apply(match));
            }
        }
        return complaints;
    }

    /** Packages without a contract: no package-info, or one without Javadoc or null-marking. */
    static List<String> packages(List<TextFile> files) {
        Set<String> described = files.stream()
                .filter(file -> file.path().endsWith("/package-info.java"))
                .filter(file -> file.text().startsWith("/**") && file.text().contains("@NullMarked"))
                .map(file -> folder(javaPath(file)))
                .collect(Collectors.toSet());
        Set<String> used = files.stream()
                .filter(file -> file.isJava() && file.path().contains("/java/"))
                .map(file -> folder(javaPath(file)))
                .collect(Collectors.toCollection(TreeSet::new));
        return used.stream()
                .filter(name -> !described.contains(name))
                .map(name -> name + " has no package-info.java with Javadoc and @NullMarked")
                .toList();
    }

    private static String javaPath(TextFile file) {
        return file.path().substring(file.path().indexOf("/java/") + "/java/".length());
    }

    private static String folder(String path) {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    /** Links to places that are not there. */
    static List<String> links(TextFile page, Predicate<Path> exists, Path root) {
        return matches(page, LINK, match -> {
                    String target = match.group(1);
                    if (target.matches("[a-z]+:.*")) {
                        return "";
                    }
                    String[] parts = target.split("#", 2);
                    Path file = parts[0].isEmpty()
                            ? root.resolve(page.path())
                            : root.resolve(page.path()).resolveSibling(parts[0]).normalize();
                    boolean self = file.equals(root.resolve(page.path()));
                    if (!self && !exists.test(file)) {
                        return "a link to " + target + ", which is not there";
                    }
                    return parts.length == 2 && self && !anchors(page).contains(parts[1])
                            ? "a link to a heading that is not there: " + target
                            : "";
                })
                .stream()
                .filter(complaint -> !complaint.endsWith(" has "))
                .toList();
    }

    private static Set<String> anchors(TextFile page) {
        return page.lines().stream()
                .map(HEADING::matcher)
                .filter(Matcher::matches)
                .map(match -> match.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** Mermaid blocks with nothing in them, and blocks that are never closed. */
    static List<String> diagrams(TextFile page) {
        List<String> complaints = new ArrayList<>();
        String open = "";
        int content = 0;
        for (String line : page.lines()) {
            if (line.startsWith("```")) {
                if (open.equals("```mermaid") && content < 2) {
                    complaints.add(page.path() + " has an empty diagram");
                }
                open = open.isEmpty() ? line.strip() : "";
                content = 0;
            } else if (!line.isBlank()) {
                content++;
            }
        }
        if (!open.isEmpty()) {
            complaints.add(page.path() + " has a block that is never closed: " + open);
        }
        return complaints;
    }

    /** Words of the code and its resources: what a document may name. */
    static Set<String> vocabulary(List<TextFile> files) {
        return files.stream()
                .filter(file -> !file.isMarkdown())
                .flatMap(file -> WORD.matcher(file.text()).results())
                .map(match -> match.group())
                .collect(Collectors.toSet());
    }

    /** Quoted paths and names that do not exist: a page that speaks of what is gone. */
    static List<String> names(TextFile page, Set<String> vocabulary, Path root) {
        return matches(page, CODE, match -> wrong(match.group(1), vocabulary, root)).stream()
                .filter(complaint -> !complaint.endsWith(" has "))
                .toList();
    }

    /** Tests that are named as proof and do not exist. */
    static List<String> proofs(TextFile page, Set<String> vocabulary) {
        return matches(
                        page,
                        PROOF,
                        match -> vocabulary.contains(match.group(1))
                                ? ""
                                : "a test that is not there: " + match.group(1))
                .stream()
                .filter(complaint -> !complaint.endsWith(" has "))
                .toList();
    }

    private static String wrong(String quoted, Set<String> vocabulary, Path root) {
        if (QUALIFIED.matcher(quoted).matches()) {
            return qualifiedExists(quoted, root) ? "" : "a name of ours that is not there: " + quoted;
        }
        if (isOurPath(quoted, root)) {
            return Files.exists(root.resolve(quoted)) ? "" : "a path that is not there: " + quoted;
        }
        String name = quoted.replaceFirst("[.(<].*", "");
        return CLASS.matcher(name).matches() && !vocabulary.contains(name)
                ? "a name that nothing in the code bears: " + quoted
                : "";
    }

    private static boolean isOurPath(String quoted, Path root) {
        String path = quoted.startsWith("./") ? quoted.substring(2) : quoted;
        return PATH.matcher(path).matches()
                && path.contains("/")
                && !path.startsWith("/")
                && Files.exists(root.resolve(path.substring(0, path.indexOf('/'))));
    }

    private static boolean qualifiedExists(String name, Path root) {
        String path = name.replace('.', '/');
        for (String module : MODULES) {
            for (String tree : List.of("main", "test")) {
                Path source = root.resolve(module + "/src/" + tree + "/java/" + path);
                if (Files.isDirectory(source) || Files.exists(source.resolveSibling(source.getFileName() + ".java"))) {
                    return true;
                }
            }
        }
        return false;
    }
}
