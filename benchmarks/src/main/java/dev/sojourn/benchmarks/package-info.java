/** Measures Sojourn from outside: as a process, over sockets, beside what it is compared with. */
@NullMarked
package dev.sojourn.benchmarks;

import org.jspecify.annotations.NullMarked;
