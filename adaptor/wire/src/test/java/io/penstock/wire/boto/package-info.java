/** botocore as a judge: another reading of the same models, and the one that speaks RPC v2. */
@NullMarked
package io.penstock.wire.boto;

import org.jspecify.annotations.NullMarked;
