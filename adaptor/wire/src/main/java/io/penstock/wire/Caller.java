package io.penstock.wire;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;

/**
 * Who calls and where.
 *
 * @param account the account that owns what is named without an account
 * @param region the Region the request was signed for, or the default one
 * @param senderId the unique id of the access key's principal; what SQS reports as {@code SenderId}
 */
public record Caller(AccountId account, Region region, String senderId) {}
