package io.penstock.wire;

import io.penstock.kernel.name.AccountId;
import java.util.Optional;
import java.util.Set;

/**
 * The account that an access key id itself names.
 *
 * <p>Emulators and their users write the account in place of the key: exactly 12 digits. Ids that AWS has issued since 2019, and the
 * {@code LSIA} and {@code LKIA} ids that LocalStack issues after them, hold it in base 32 behind the four letters of their kind: one bit that is set, then
 * the account in 40 bits. AWS does not document this; {@code sts:GetAccessKeyInfo} confirms it.
 *
 * @see <a href="https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489">A short note on AWS KEY ID</a>
 */
final class AccessKeys {

    private static final Set<String> LOCALSTACK = Set.of("LSIA", "LKIA");
    private static final Set<String> AWS = Set.of("ASIA", "AKIA");
    private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int KIND = 4;
    private static final int LENGTH = 20;

    /** Characters that hold the marking bit, the account and 4 bits more. */
    private static final int CHARACTERS = 9;

    private static final int BITS_BEHIND = 4;
    private static final long MARK = 1L << 40;
    private static final long MOST = 999_999_999_999L;

    private AccessKeys() {}

    /**
     * The account in a key id, or empty when it names none.
     *
     * @param issuedByAws whether to read ids of AWS's own kinds too
     */
    static Optional<AccountId> account(String accessKeyId, boolean issuedByAws) {
        if (AccountId.isValid(accessKeyId)) {
            return Optional.of(new AccountId(accessKeyId));
        }
        if (accessKeyId.length() < LENGTH) {
            return Optional.empty();
        }
        String kind = accessKeyId.substring(0, KIND);
        boolean isRead = LOCALSTACK.contains(kind) || (issuedByAws && AWS.contains(kind));
        return isRead ? decode(accessKeyId) : Optional.empty();
    }

    private static Optional<AccountId> decode(String accessKeyId) {
        long bits = 0;
        for (int i = KIND; i < KIND + CHARACTERS; i++) {
            int digit = BASE_32.indexOf(accessKeyId.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            bits = (bits << 5) | digit;
        }
        long account = (bits >>> BITS_BEHIND) - MARK;
        return account < 0 || account > MOST
                ? Optional.empty()
                : Optional.of(new AccountId("%012d".formatted(account)));
    }
}
