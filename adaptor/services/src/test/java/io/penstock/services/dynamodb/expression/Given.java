package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.item.Item;
import io.penstock.services.dynamodb.item.ItemJson;
import io.penstock.services.dynamodb.item.SdkValues;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items and placeholders in few words: DynamoDB's JSON with single quotes. */
final class Given {

    private Given() {}

    static Item item(String json) {
        return ItemJson.decode(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** {@code values("a", "{'S':'x'}")} is {@code :a}. */
    static Map<String, AttributeValue> values(String... namesAndJson) {
        Map<String, AttributeValue> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndJson.length; i += 2) {
            Item item = item("{'v':" + namesAndJson[i + 1] + "}");
            values.put(":" + namesAndJson[i], SdkValues.toSdk(item).get("v"));
        }
        return values;
    }

    /** {@code names("a", "real")} is {@code #a}. */
    static Map<String, String> names(String... namesAndNames) {
        Map<String, String> names = new LinkedHashMap<>();
        for (int i = 0; i < namesAndNames.length; i += 2) {
            names.put("#" + namesAndNames[i], namesAndNames[i + 1]);
        }
        return names;
    }
}
