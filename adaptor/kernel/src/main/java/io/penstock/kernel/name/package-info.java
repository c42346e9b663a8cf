/** AWS's names as values: account, Region, ARN. A value that exists is well formed. */
@NullMarked
package io.penstock.kernel.name;

import org.jspecify.annotations.NullMarked;
