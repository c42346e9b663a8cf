package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.expression.Condition.Comparator;
import io.penstock.services.dynamodb.expression.KeyCondition.Sort;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.item.KeyAttribute;
import io.penstock.services.dynamodb.item.KeySchema;
import io.penstock.services.dynamodb.item.ValueSize;
import io.penstock.services.dynamodb.rules.DynamoFaults;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The conditions of a query by attribute, before it is known what the keys are.
 *
 * @param byAttribute one or more
 */
public record KeyPredicates(Map<String, Sort> byAttribute) {

    private static final String NOT_SUPPORTED = "Query key condition not supported";

    public KeyPredicates {
        byAttribute = Collections.unmodifiableMap(new LinkedHashMap<>(byAttribute));
    }

    /**
     * Fits the conditions to the key of a table or index.
     *
     * @throws FaultException {@code ValidationException} when they are about other attributes, do not name one partition key, or have values of
     *     another type
     */
    public KeyCondition on(KeySchema schema) {
        if (byAttribute.size() > schema.attributes().size()) {
            throw DynamoFaults.validation(NOT_SUPPORTED);
        }
        Sort hash = byAttribute.get(schema.hash().name());
        if (hash == null) {
            throw missed(schema.hash());
        }
        Optional<Sort> range = schema.range().map(KeyAttribute::name).map(byAttribute::get);
        if (byAttribute.size() > 1 && range.isEmpty()) {
            throw missed(schema.range().orElseThrow());
        }
        checkValues(schema.hash(), hash);
        range.ifPresent(sort -> checkValues(schema.range().orElseThrow(), sort));
        if (hash instanceof Sort.Compare(Comparator comparator, AttributeValue value)
                && comparator == Comparator.EQUAL) {
            return new KeyCondition(value, range);
        }
        throw DynamoFaults.validation(NOT_SUPPORTED);
    }

    private static FaultException missed(KeyAttribute attribute) {
        return DynamoFaults.validation("Query condition missed key schema element: " + attribute.name());
    }

    private static void checkValues(KeyAttribute attribute, Sort sort) {
        for (AttributeValue value : values(sort)) {
            if (value.type() != attribute.type()) {
                throw DynamoFaults.invalidParameter("Condition parameter type does not match schema type");
            }
            if (value.type() != AttributeType.N && ValueSize.of(value) == 0) {
                throw DynamoFaults.validation(
                        "One or more parameter values are not valid. The AttributeValue for a key "
                                + "attribute cannot contain an empty "
                                + (value.type() == AttributeType.S ? "string" : "binary")
                                + " value. Key: " + attribute.name());
            }
        }
    }

    private static List<AttributeValue> values(Sort sort) {
        return switch (sort) {
            case Sort.Compare compare -> List.of(compare.value());
            case Sort.Between between -> List.of(between.low(), between.high());
            case Sort.BeginsWith begins -> List.of(begins.start());
        };
    }
}
