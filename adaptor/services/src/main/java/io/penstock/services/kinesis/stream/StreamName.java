package io.penstock.services.kinesis.stream;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.name.Region;
import java.util.Optional;

/** Names and ARNs of streams and their consumers. What characters a name may have, the wire layer checks against the service's model. */
public final class StreamName {

    static final String RESOURCE = "stream/";
    static final String CONSUMER = "/consumer/";

    /** What an ARN names. */
    public record Named(Arn stream, Optional<ConsumerName> consumer) {}

    /**
     * @param name the consumer's
     * @param arn in full
     */
    public record ConsumerName(String name, String arn) {}

    private StreamName() {}

    /** The ARN of a stream. */
    public static Arn arn(Region region, AccountId account, String name) {
        return Arn.of("kinesis", region, account, RESOURCE + name);
    }

    /** The name in the ARN of a stream. */
    public static String of(Arn stream) {
        return stream.resource().substring(RESOURCE.length());
    }

    /** The stream, and perhaps the consumer, that an ARN names; empty when it names neither. */
    public static Optional<Named> parse(String text) {
        return Arn.parse(text)
                .filter(arn -> arn.service().equals("kinesis") && arn.resource().startsWith(RESOURCE))
                .map(arn -> named(arn, text));
    }

    private static Named named(Arn arn, String text) {
        int consumer = arn.resource().indexOf(CONSUMER);
        if (consumer < 0) {
            return new Named(arn, Optional.empty());
        }
        String rest = arn.resource().substring(consumer + CONSUMER.length());
        int colon = rest.lastIndexOf(':');
        String name = colon < 0 ? rest : rest.substring(0, colon);
        Arn stream = new Arn(
                arn.partition(),
                arn.service(),
                arn.region(),
                arn.account(),
                arn.resource().substring(0, consumer));
        return new Named(stream, Optional.of(new ConsumerName(name, text)));
    }

    /**
     * The topic of a stream: {@code kinesis.<region>.<account>.<stream>}. Kafka holds {@code .} and {@code _} for the same in names of topics; of streams whose names
     * differ only there, the second cannot be created.
     */
    public static String topic(Arn stream) {
        return "kinesis." + stream.region() + "." + stream.account() + "." + of(stream);
    }
}
