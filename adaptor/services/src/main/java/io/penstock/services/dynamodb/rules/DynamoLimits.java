package io.penstock.services.dynamodb.rules;

/**
 * The numbers of DynamoDB that hold for items, keys and expressions.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html">Quotas in Amazon DynamoDB</a>
 */
public final class DynamoLimits {

    /** Bytes of an item, names included. */
    public static final int ITEM_BYTES = 400 * 1024;

    /** Bytes of a partition key's value. */
    public static final int HASH_KEY_BYTES = 2_048;

    /** Bytes of a sort key's value. */
    public static final int RANGE_KEY_BYTES = 1_024;

    /** Bytes of an attribute's name that is no key. */
    public static final int NAME_BYTES = 65_535;

    /** Bytes of the name of an attribute that is a key of a table or an index. */
    public static final int KEY_NAME_BYTES = 255;

    /** Levels of lists and maps inside each other. */
    public static final int NESTING = 32;

    /** Significant digits of a number. */
    public static final int DIGITS = 38;

    /** Greatest power of ten of a number's first digit. */
    public static final int GREATEST_EXPONENT = 125;

    /** Least power of ten of a number's first digit. */
    public static final int LEAST_EXPONENT = -130;

    /** Bytes of an expression. */
    public static final int EXPRESSION_BYTES = 4_096;

    /** Operators and functions of an expression. */
    public static final int EXPRESSION_OPERATORS = 300;

    /** Bytes of a placeholder: of a name with its {@code #}, or of a value with its {@code :}. */
    public static final int PLACEHOLDER_BYTES = 255;

    /** Bytes of all names and values that the placeholders of a request stand for. */
    public static final int SUBSTITUTION_BYTES = 2 << 20;

    /** Values of {@code IN}. */
    public static final int IN_VALUES = 100;

    /** Bytes of items of one partition key in a table with local secondary indexes. */
    public static final long ITEM_COLLECTION_BYTES = 10L << 30;

    /** Bytes of items read for one page of Query or Scan. */
    public static final int PAGE_BYTES = 1 << 20;

    /** Bytes of items answered by one BatchGetItem. */
    public static final int BATCH_GET_BYTES = 16 << 20;

    /** Keys of one BatchGetItem. */
    public static final int BATCH_GET_KEYS = 100;

    /** Requests of one BatchWriteItem. */
    public static final int BATCH_WRITE_REQUESTS = 25;

    /** Actions of one transaction. */
    public static final int TRANSACTION_ACTIONS = 100;

    /** Bytes of all items of one transaction. */
    public static final int TRANSACTION_BYTES = 4 << 20;

    /** Bytes of a read capacity unit. */
    public static final int READ_UNIT_BYTES = 4 * 1024;

    /** Bytes of a write capacity unit. */
    public static final int WRITE_UNIT_BYTES = 1024;

    private DynamoLimits() {}
}
