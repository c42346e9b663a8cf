package io.penstock.server.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the settings. What is written on the command line wins over {@code PENSTOCK_*} variables, those over the file, the file over
 * LocalStack's variables, those over the defaults.
 */
public final class SettingsLoader {

    /** Variables of the launcher, which are no settings. */
    private static final Set<String> RESERVED = Set.of(
            "PENSTOCK_CONFIG",
            "PENSTOCK_JAVA_HOME",
            "PENSTOCK_JAVA_OPTS",
            "PENSTOCK_OPTS",
            "PENSTOCK_HOME",
            "PENSTOCK_AOT",
            "PENSTOCK_SCHEDULING");

    private static final String FILE_SUFFIX = "_FILE";

    /** Kubernetes puts these into every pod beside a Service whose name starts with "penstock". */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "PENSTOCK_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private final Schema schema = new Schema(Settings.class);
    private final Map<String, String> environment;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, String> origins = new HashMap<>();
    private final List<String> notes = new ArrayList<>();
    private Map<String, String> commandLine = Map.of();
    private Optional<Path> file = Optional.empty();

    /** @param environment the process's variables */
    public SettingsLoader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Options of the command line, by path. */
    public SettingsLoader commandLine(Map<String, String> options) {
        commandLine = Map.copyOf(options);
        return this;
    }

    /** The YAML file to read; without it, the one that {@code PENSTOCK_CONFIG} names, if any. */
    public SettingsLoader file(Path yaml) {
        file = Optional.of(yaml);
        return this;
    }

    /**
     * Reads everything.
     *
     * @throws SettingsException when a name is unknown, a value has the wrong form or a file cannot be read
     */
    public Settings load() {
        commandLine.keySet().stream()
                .filter(path -> schema.find(path).isEmpty())
                .findFirst()
                .ifPresent(path -> {
                    throw unknown("the command line", path, paths());
                });
        Map<String, String> fromFile = readFile();
        Map<String, String> fromVariables = readVariables();
        if (localStackIsWanted(fromFile, fromVariables)) {
            LocalStackVariables.Translation translation = LocalStackVariables.translate(environment);
            take("a variable of LocalStack's", translation.values());
            notes.addAll(translation.notes());
        }
        file.or(this::configuredFile).ifPresent(path -> take(path.toString(), fromFile));
        fromVariables.forEach((path, text) -> take("a PENSTOCK variable", Map.of(path, text)));
        take("the command line", commandLine);
        texts.putIfAbsent("data-dir", defaultDataDir());
        return new Binder(schema, texts, origins::getOrDefault).bind(Settings.class);
    }

    /** What was translated from LocalStack's variables, for the start-up log. Filled by {@link #load}. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private void take(String origin, Map<String, String> values) {
        values.forEach((path, text) -> {
            texts.put(path, text);
            origins.put(path, origin);
        });
    }

    private boolean localStackIsWanted(Map<String, String> fromFile, Map<String, String> fromVariables) {
        String path = "localstack-variables";
        String text =
                commandLine.getOrDefault(path, fromVariables.getOrDefault(path, fromFile.getOrDefault(path, "true")));
        return !Set.of("false", "no", "off", "0").contains(text.strip().toLowerCase(Locale.ROOT));
    }

    private Optional<Path> configuredFile() {
        return Optional.ofNullable(environment.get("PENSTOCK_CONFIG"))
                .filter(text -> !text.isBlank())
                .map(Path::of);
    }

    private Map<String, String> readFile() {
        Optional<Path> source = file.or(this::configuredFile);
        if (source.isEmpty()) {
            return Map.of();
        }
        Map<String, String> values = YamlFile.read(source.get());
        Map<String, String> known = new LinkedHashMap<>();
        values.forEach((path, text) -> {
            // First: below a map, such as kafka, every name is one of a setting.
            if (path.endsWith("-file") && schema.find(stem(path)).isPresent()) {
                known.put(stem(path), secret(path, text));
            } else if (schema.find(path).isPresent()) {
                known.put(path, text);
            } else {
                throw unknown(source.get().toString(), path, paths());
            }
        });
        return known;
    }

    private static String stem(String path) {
        return path.substring(0, path.length() - "-file".length());
    }

    private Map<String, String> readVariables() {
        Map<String, String> values = new LinkedHashMap<>();
        environment.forEach((name, text) -> {
            if (!name.startsWith(Schema.PREFIX) || RESERVED.contains(name) || isServiceLink(name, text)) {
                return;
            }
            Optional<String> path = pathOf(name);
            if (path.isPresent()) {
                values.put(path.get(), text);
                return;
            }
            Optional<String> holder = name.endsWith(FILE_SUFFIX)
                    ? pathOf(name.substring(0, name.length() - FILE_SUFFIX.length()))
                    : Optional.empty();
            if (holder.isEmpty()) {
                throw unknown("environment", name, variables());
            }
            values.put(holder.get(), secret(name, text));
        });
        return values;
    }

    private static boolean isServiceLink(String name, String text) {
        return SERVICE_LINK.matcher(name).matches() || (name.endsWith("_PORT") && text.startsWith("tcp://"));
    }

    private Optional<String> pathOf(String variable) {
        for (Schema.Leaf leaf : schema.leaves()) {
            if (!leaf.isMap() && leaf.variable().equals(variable)) {
                return Optional.of(leaf.path());
            }
            String prefix = leaf.variable() + "_";
            if (leaf.isMap() && variable.startsWith(prefix) && !variable.endsWith(FILE_SUFFIX)) {
                String rest = variable.substring(prefix.length()).toLowerCase(Locale.ROOT);
                return Optional.of(leaf.path() + "." + rest.replace('_', '.'));
            }
        }
        return Optional.empty();
    }

    /** Files of secrets usually end in a line break that is not part of the secret. */
    private static String secret(String name, String path) {
        try {
            return Files.readString(Path.of(path)).stripTrailing();
        } catch (IOException | UncheckedIOException e) {
            throw new SettingsException(name + ": cannot read " + path, e);
        }
    }

    private List<String> paths() {
        return schema.leaves().stream().map(Schema.Leaf::path).toList();
    }

    private List<String> variables() {
        return schema.leaves().stream().map(Schema.Leaf::variable).toList();
    }

    private static SettingsException unknown(String origin, String name, List<String> known) {
        String guess = Nearest.to(name, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        return new SettingsException(origin + ": there is no setting " + name + guess);
    }

    private String defaultDataDir() {
        String dataHome = environment.getOrDefault("XDG_DATA_HOME", "");
        Path base =
                dataHome.isBlank() ? Path.of(System.getProperty("user.home"), ".local", "share") : Path.of(dataHome);
        return base.resolve("penstock").toString();
    }
}
