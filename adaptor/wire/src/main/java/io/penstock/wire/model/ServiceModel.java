package io.penstock.wire.model;

import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A service's digest. Immutable; read once per process, when first asked for. */
public final class ServiceModel {

    private static final Map<String, ServiceModel> LOADED = new ConcurrentHashMap<>();

    /**
     * What a service is called.
     *
     * @param id the SDK's module, for example {@code cloudwatchlogs}
     * @param title the stem of the SDK's class names and the service in its exceptions, for example {@code CloudWatchLogs}
     * @param serviceId AWS's name of the service, for example {@code CloudWatch Logs}
     * @param signingName the service in a credential scope, for example {@code logs}; several services may share one
     * @param endpointPrefix the first label of its hosts, for example {@code logs}
     */
    public record Identity(String id, String title, String serviceId, String signingName, String endpointPrefix) {}

    /**
     * How a service is spoken to.
     *
     * @param protocols every protocol it answers
     * @param jsonVersion {@code 1.0} or {@code 1.1}
     * @param targetPrefix what precedes the operation in {@code X-Amz-Target} and names the service in RPC v2 paths; empty for others
     * @param apiVersion the {@code Version} of the query protocol
     * @param xmlNamespace the namespace of XML responses; empty for services without
     */
    public record Speech(
            Set<Protocol> protocols, String jsonVersion, String targetPrefix, String apiVersion, String xmlNamespace) {}

    /**
     * Habits of a service.
     *
     * @param validationCode the error code of a failed constraint
     * @param queryCompatible whether errors carry their query code in {@code x-amzn-query-error}
     * @param crc32 whether clients verify {@code x-amz-crc32} of bodies
     */
    public record Rules(String validationCode, boolean queryCompatible, boolean crc32) {}

    /**
     * The names of one flattened member in the query protocol, where the SDK's types do not know them.
     *
     * @param name of the member
     * @param key of a map's keys, or empty
     * @param value of a map's values, or empty
     */
    public record XmlName(String name, String key, String value) {}

    private final Identity identity;
    private final Speech speech;
    private final Rules rules;
    private final Map<String, OperationModel> operations;
    private final Map<String, ErrorModel> errorsByShape;
    private final Map<String, ErrorModel> errorsByException = new HashMap<>();
    private final Map<String, XmlName> xmlNames;

    ServiceModel(Identity identity, Speech speech, Rules rules, Tables tables) {
        this.identity = identity;
        this.speech = speech;
        this.rules = rules;
        this.operations = Map.copyOf(tables.operations);
        this.errorsByShape = Map.copyOf(tables.errors);
        this.xmlNames = Map.copyOf(tables.xmlNames);
        for (ErrorModel error : errorsByShape.values()) {
            // CloudWatch models both ResourceNotFound and ResourceNotFoundException, which are one class in Java.
            if (error.exception().endsWith("." + error.shape())) {
                errorsByException.put(error.exception(), error);
            } else if (!error.exception().isEmpty()) {
                errorsByException.putIfAbsent(error.exception(), error);
            }
        }
    }

    /** What a reader collects. */
    static final class Tables {
        final Map<String, OperationModel> operations = new HashMap<>();
        final Map<String, ErrorModel> errors = new HashMap<>();
        final Map<String, XmlName> xmlNames = new HashMap<>();
    }

    /**
     * The model of a service by the SDK's module name, for example {@code sqs} or {@code cloudwatchlogs}.
     *
     * @throws IllegalArgumentException when there is no digest of that name
     */
    public static ServiceModel load(String id) {
        return LOADED.computeIfAbsent(id, DigestReader::read);
    }

    /** Stands for a service nobody knows, so that refusing it needs no second kind of encoder: every protocol, no operations. */
    public static ServiceModel unknown() {
        return new ServiceModel(
                new Identity("unknown", "Unknown", "Unknown", "unknown", "unknown"),
                new Speech(EnumSet.allOf(Protocol.class), "1.1", "", "", ""),
                new Rules("ValidationException", false, false),
                new Tables());
    }

    /** Every service there is a digest of. */
    public static List<String> ids() {
        return DigestReader.IDS;
    }

    /** The SDK's module name, for example {@code sqs}. */
    public String id() {
        return identity.id();
    }

    public Identity identity() {
        return identity;
    }

    public Speech speech() {
        return speech;
    }

    public Rules rules() {
        return rules;
    }

    /** Whether the service answers a protocol; JSON services answer JSON's CBOR twin too. */
    public boolean speaks(Protocol protocol) {
        return speech.protocols().contains(protocol == Protocol.CBOR_1_1 ? Protocol.JSON : protocol);
    }

    /** The operation of this exact name. */
    public Optional<OperationModel> operation(String name) {
        return Optional.ofNullable(operations.get(name));
    }

    public Collection<OperationModel> operations() {
        return operations.values();
    }

    /** The modelled error of a shape name. */
    public Optional<ErrorModel> error(String shape) {
        return Optional.ofNullable(errorsByShape.get(shape));
    }

    /** The modelled error that an exception class of the SDK stands for, by binary name. */
    public Optional<ErrorModel> errorOf(Class<?> exception) {
        return Optional.ofNullable(errorsByException.get(exception.getName()));
    }

    public Collection<ErrorModel> errors() {
        return errorsByShape.values();
    }

    /** The query protocol's name of a member, where it differs from what the SDK's type says. */
    public Optional<XmlName> xmlName(String simpleClassName, String member) {
        return xmlNames.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(xmlNames.get(simpleClassName + "." + member));
    }

    /** The SDK's package of the service. */
    public String packageName() {
        return "software.amazon.awssdk.services." + identity.id();
    }

    static Set<Protocol> protocols(String labels) {
        Set<Protocol> protocols = EnumSet.noneOf(Protocol.class);
        for (String label : labels.split(" ")) {
            protocols.add(Protocol.of(label));
        }
        return protocols;
    }
}
