package io.penstock.streams.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates and what comes of them for the event of AWS's page. */
class InputTransformerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final InputTransformer.Origin ORIGIN = new InputTransformer.Origin(
            "arn:aws:events:us-east-1:123456789012:rule/example", "example", "2015-11-11T21:29:55Z");

    private static final String EVENT = """
            {"version": "0", "id": "7bf73129", "detail-type": "EC2 Instance State-change Notification", "source": "aws.ec2",
             "account": "123456789012", "time": "2015-11-11T21:29:54Z", "region": "us-east-1", "resources": ["arn:a", "arn:b"],
             "detail": {"instance-id": "i-0123456789", "state": "RUNNING", "n": 5, "yes": true, "nil": null,
              "quote": "a \\"b\\"", "list": [{"k": 1}, {"k": 2}], "object": {"a/b": "c"}}}""";

    private static JsonNode event() throws JsonProcessingException {
        return JSON.readTree(EVENT);
    }

    private static String apply(String template, String... names) throws JsonProcessingException {
        Map<String, JsonPath> paths = new HashMap<>();
        for (String name : names) {
            paths.put(name, JsonPath.parse("$.detail." + name).orElseThrow());
        }
        return new InputTransformer(paths, template).apply(event(), ORIGIN);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "templates.txt", delimiter = '|', quoteCharacter = '\0')
    void a_template_is_filled_as_aws_says(String template, String filled) throws Exception {
        assertThat(apply(template, "instance-id", "state", "n", "yes", "nil", "list", "object", "gone"))
                .isEqualTo(filled);
    }

    @Test
    void the_event_is_there_without_its_detail_and_whole() throws Exception {
        JsonNode filled = JSON.readTree(apply("{\"e\": <aws.events.event>, \"all\": <aws.events.event.json>}"));
        assertThat(filled.path("e").has("detail")).isFalse();
        assertThat(filled.path("e").path("source").asText()).isEqualTo("aws.ec2");
        assertThat(filled.path("all")).isEqualTo(event());
    }

    @Test
    void what_is_put_inside_of_quotes_is_not_escaped_so_what_comes_of_it_may_be_no_json() throws Exception {
        assertThat(apply("{\"v\":  \"<quote>\"}", "quote")).isEqualTo("{\"v\":  \"a \"b\"\"}");
        assertThat(apply("{\"v\":  <quote>}", "quote")).isEqualTo("{\"v\":\"a \\\"b\\\"\"}");
    }

    @ParameterizedTest
    @CsvFileSource(resources = "paths.txt", delimiter = '|', quoteCharacter = '\0')
    void a_path_finds_what_it_says(String path, String found) throws Exception {
        String value = JsonPath.parse(path)
                .orElseThrow()
                .find(event())
                .map(JsonNode::toString)
                .orElse("nothing");
        assertThat(value).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "detail",
                "$detail",
                "$.",
                "$..a",
                "$.a[",
                "$.a[]",
                "$.a[x]",
                "$.a[-1]",
                "$.a[0",
                "$.a[9999999]"
            })
    void what_is_no_path_is_none(String text) {
        assertThat(JsonPath.parse(text)).isEmpty();
    }
}
