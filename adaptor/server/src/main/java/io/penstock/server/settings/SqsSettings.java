package io.penstock.server.settings;

/** Amazon SQS. */
public record SqsSettings(
        @Setting(
                value = "dynamic",
                doc =
                        "How queue URLs are written: `dynamic` after the address the caller used, or LocalStack's `standard`"
                                + " (`http://sqs.<region>.<host>/<account>/<queue>`), `domain` (`http://<region>.queue.<host>/<account>/<queue>`),"
                                + " `path` (`http://<host>/queue/<region>/<account>/<queue>`), `off` (`http://<host>/<account>/<queue>`)."
                                + " Every form is always accepted.")
        EndpointStrategy endpointStrategy,

        @Setting(
                value = "localhost.localstack.cloud:4566",
                doc =
                        "The host, and the port if it is not the scheme's own, of queue URLs under every strategy but `dynamic`.")
        String endpointHost) {

    /** The forms of an emitted queue URL. */
    public enum EndpointStrategy {
        DYNAMIC,
        STANDARD,
        DOMAIN,
        PATH,
        OFF
    }
}
