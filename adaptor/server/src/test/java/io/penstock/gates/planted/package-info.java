/** Code that breaks the rules, so that their tests can show that they bite. Never run. */
@NullMarked
package io.penstock.gates.planted;

import org.jspecify.annotations.NullMarked;
