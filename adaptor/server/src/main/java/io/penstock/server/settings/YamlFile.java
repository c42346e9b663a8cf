package io.penstock.server.settings;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a YAML file as paths and texts. */
final class YamlFile {

    private YamlFile() {}

    /**
     * Mappings become paths joined by dots; a key may hold dots itself, as Kafka's properties do.
     *
     * @throws SettingsException when the file is absent, is not YAML or holds a list
     */
    static Map<String, String> read(Path file) {
        try (InputStream in = Files.newInputStream(file);
                JsonParser parser = new YAMLFactory().createParser(in)) {
            return flatten(file, parser);
        } catch (NoSuchFileException e) {
            throw new SettingsException(file + ": no such file", e);
        } catch (JacksonException e) {
            throw new SettingsException(
                    file + ", line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new SettingsException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> flatten(Path file, JsonParser parser) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        Deque<String> names = new ArrayDeque<>();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.FIELD_NAME) {
                names.addLast(parser.currentName());
            } else if (token == JsonToken.END_OBJECT) {
                names.pollLast();
            } else if (token.isScalarValue()) {
                if (names.isEmpty()) {
                    throw new SettingsException(file + ": a mapping of settings is expected");
                }
                String path = String.join(".", names);
                if (token != JsonToken.VALUE_NULL && values.put(path, parser.getText()) != null) {
                    throw new SettingsException(file + ": " + path + " is set twice");
                }
                names.removeLast();
            } else if (token != JsonToken.START_OBJECT) {
                throw new SettingsException(
                        file + ": " + String.join(".", names) + " is a list, one value is expected");
            }
        }
        return values;
    }
}
