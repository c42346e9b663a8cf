package io.penstock.wire;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import java.util.Optional;

/**
 * Believes every caller: an access key of exactly 12 digits is the account, a key that LocalStack issued ({@code LSIA...}, {@code LKIA...}) belongs to the
 * account encoded in it, any other key to the default account, and an unsigned request is served as the default account too. The principal is the
 * account's root, whose unique id is the account id.
 *
 * @param account the account of all other keys
 * @param region the Region of requests that name none or name it in a form no Region has
 * @param accountFromAwsKeys whether keys that AWS issued ({@code AKIA...}, {@code ASIA...}) belong to the account encoded in them too. As with
 *     LocalStack they do not by default: whoever's real keys are in the environment works on the default account like everybody else
 */
public record DeveloperCallers(AccountId account, Region region, boolean accountFromAwsKeys) implements CallerResolver {

    public DeveloperCallers(AccountId account, Region region) {
        this(account, region, false);
    }

    @Override
    public Caller resolve(Optional<Credential> credential) {
        AccountId owner = credential
                .map(Credential::accessKeyId)
                .flatMap(key -> AccessKeys.account(key, accountFromAwsKeys))
                .orElse(account);
        Region where = credential
                .map(Credential::region)
                .filter(Region::isValid)
                .map(Region::new)
                .orElse(region);
        return new Caller(owner, where, owner.value());
    }
}
