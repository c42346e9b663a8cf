package io.penstock.wire.model;

import java.util.Map;
import java.util.Optional;

/** A service's digest. Immutable; loaded once per process. */
public final class ServiceModel {

    private final String id;
    private final Map<String, OperationModel> operations;

    ServiceModel(String id, Map<String, OperationModel> operations) {
        this.id = id;
        this.operations = operations;
    }

    /**
     * The model of a service by the SDK's module name, for example {@code sqs} or {@code cloudwatchlogs}.
     *
     * @throws IllegalArgumentException when there is no digest of that name
     */
    public static ServiceModel load(String id) {
        if (ServiceModel.class.getResource("/io/penstock/wire/digest/" + id + ".tsv") == null) {
            throw new IllegalArgumentException("no digest of service " + id);
        }
        return new ServiceModel(id, Map.of());
    }

    /** The SDK's module name, for example {@code sqs}. */
    public String id() {
        return id;
    }

    /** The operation of this exact name. */
    public Optional<OperationModel> operation(String name) {
        return Optional.ofNullable(operations.get(name));
    }
}
