package io.penstock.kernel.name;

/** An AWS account id: exactly 12 digits. */
public record AccountId(String value) {

    /** The account of callers whose access key names none; the one LocalStack and ElasticMQ use. */
    public static final AccountId DEFAULT = new AccountId("000000000000");

    public AccountId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("an account id is 12 digits: '" + value + "'");
        }
    }

    /** Whether the text has the form of an account id. */
    public static boolean isValid(String text) {
        return text.length() == 12 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    @Override
    public String toString() {
        return value;
    }
}
