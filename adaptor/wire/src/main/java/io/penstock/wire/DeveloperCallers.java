package io.penstock.wire;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import java.util.Optional;

/**
 * Believes every caller: an access key of exactly 12 digits is the account, any other key belongs to the default account, and an unsigned
 * request is served as the default account too. The principal is the account's root, whose unique id is the account id.
 *
 * @param account the account of all other keys
 * @param region the Region of requests that name none or name it in a form no Region has
 */
public record DeveloperCallers(AccountId account, Region region) implements CallerResolver {

    @Override
    public Caller resolve(Optional<Credential> credential) {
        AccountId owner = credential
                .map(Credential::accessKeyId)
                .filter(AccountId::isValid)
                .map(AccountId::new)
                .orElse(account);
        Region where = credential
                .map(Credential::region)
                .filter(Region::isValid)
                .map(Region::new)
                .orElse(region);
        return new Caller(owner, where, owner.value());
    }
}
