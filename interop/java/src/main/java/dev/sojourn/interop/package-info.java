/** A resource server as its team would write it, with nothing made for Sojourn but its address. */
package dev.sojourn.interop;
