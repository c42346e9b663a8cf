package io.penstock.wire.model;

/**
 * One operation of a service.
 *
 * @param name the name on the wire, for example {@code SendMessage}
 * @param http its binding to HTTP
 * @param types the SDK's classes that carry it
 */
public record OperationModel(String name, Http http, Types types) {

    /**
     * How an operation binds to HTTP. Only REST protocols use more than the status.
     *
     * @param method upper case
     * @param uri the template, its query literals included, for example {@code /2015-03-31/functions/{FunctionName}/code}
     * @param status the status of success, unless a member of the response overrides it
     */
    public record Http(String method, String uri, int status) {}

    /**
     * The SDK's classes and the modelled shapes of an operation.
     *
     * @param request binary name of the SDK's request class
     * @param response binary name of the SDK's response class
     * @param inputShape the modelled input, for its constraints; empty when the operation has none
     * @param outputShape the modelled output; empty when the operation has none, and then no result element or body is sent
     */
    public record Types(String request, String response, String inputShape, String outputShape) {}

    public boolean hasOutput() {
        return !types.outputShape().isEmpty();
    }
}
