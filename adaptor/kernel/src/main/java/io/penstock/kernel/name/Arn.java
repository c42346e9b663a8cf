package io.penstock.kernel.name;

import java.util.Optional;

/**
 * An Amazon Resource Name, {@code arn:partition:service:region:account:resource}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html">ARNs, IAM user guide</a>
 */
public record Arn(String partition, String service, Region region, AccountId account, String resource) {

    public Arn {
        if (partition.isEmpty() || service.isEmpty() || resource.isEmpty()) {
            throw new IllegalArgumentException(
                    "an ARN needs partition, service and resource: " + partition + ":" + service + ":" + resource);
        }
    }

    /** The ARN of a resource in the partition that the Region's name implies. */
    public static Arn of(String service, Region region, AccountId account, String resource) {
        return new Arn(partitionOf(region), service, region, account, resource);
    }

    /** Parses an ARN; empty when the text is not one with a Region and an account. */
    public static Optional<Arn> parse(String text) {
        String[] parts = text.split(":", 6);
        if (parts.length < 6
                || !parts[0].equals("arn")
                || parts[1].isEmpty()
                || parts[2].isEmpty()
                || parts[5].isEmpty()
                || !Region.isValid(parts[3])
                || !AccountId.isValid(parts[4])) {
            return Optional.empty();
        }
        return Optional.of(new Arn(parts[1], parts[2], new Region(parts[3]), new AccountId(parts[4]), parts[5]));
    }

    private static String partitionOf(Region region) {
        String name = region.value();
        if (name.startsWith("cn-")) {
            return "aws-cn";
        }
        return name.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    @Override
    public String toString() {
        return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
    }
}
