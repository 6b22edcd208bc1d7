/** Settings as operators write them: names, values, faults. */
@NullMarked
package dev.sojourn.bootstrap.setting;

import org.jspecify.annotations.NullMarked;
