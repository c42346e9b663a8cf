/** The local store on a real disk. */
@NullMarked
package io.penstock.log.local;

import org.jspecify.annotations.NullMarked;
