package io.penstock.services.dynamodb.store;

/**
 * Names a transaction for ever: no coordinator gives a number twice.
 *
 * @param coordinator key of the aggregate that decides
 * @param number grows with every transaction of the coordinator
 */
public record TransactionId(String coordinator, long number) {

    @Override
    public String toString() {
        return coordinator + "#" + number;
    }
}
