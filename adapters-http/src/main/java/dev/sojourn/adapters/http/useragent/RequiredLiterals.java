package dev.sojourn.adapters.http.useragent;

import dev.sojourn.adapters.http.useragent.RegexTree.Boundary;
import dev.sojourn.adapters.http.useragent.RegexTree.Choice;
import dev.sojourn.adapters.http.useragent.RegexTree.OneOf;
import dev.sojourn.adapters.http.useragent.RegexTree.Repeat;
import dev.sojourn.adapters.http.useragent.RegexTree.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Computes which literals a text must contain for a regular expression to match. A text that lacks
 * them needs no matcher.
 *
 * <p>Texts and literals are compared {@linkplain #fold folded}: letters in lower case, every digit
 * as 0. So the answer is the same for all texts that differ only in digits.
 */
final class RequiredLiterals {
  /** Alternatives beyond this number filter little and cost memory. */
  private static final int MOST_ALTERNATIVES = 1_024;

  private static final int MOST_EXACT = 256;
  private static final int LONGEST = 16;

  /** A single character is in nearly every text. */
  private static final int SHORTEST = 2;

  private RequiredLiterals() {}

  /**
   * What is known of a part of an expression.
   *
   * @param exact all folded texts that it matches; empty if they are too many
   * @param clauses of each set, at least one literal is in every text that matches
   */
  private record Known(Set<String> exact, List<Set<String>> clauses) {
    private static final Known NOTHING = new Known(Set.of(), List.of());

    static Known exactly(Set<String> texts) {
      return new Known(texts, List.of());
    }

    /** With what is exact as a clause, where that says something. */
    List<Set<String>> all() {
      if (exact.isEmpty() || exact.contains("")) {
        return clauses;
      }
      var all = new ArrayList<>(clauses);
      all.add(exact);
      return all;
    }
  }

  /** Of each set, at least one literal is in every folded text that matches; sets may be none. */
  static List<Set<String>> of(RegexTree tree) {
    return known(tree).all().stream()
        .filter(RequiredLiterals::filters)
        .map(RequiredLiterals::shortened)
        .toList();
  }

  private static boolean filters(Set<String> clause) {
    return clause.stream().allMatch(literal -> literal.length() >= SHORTEST);
  }

  /** A part of a required literal is required, too. */
  private static Set<String> shortened(Set<String> clause) {
    var shortened = new LinkedHashSet<String>();
    for (var literal : clause) {
      shortened.add(literal.substring(0, Math.min(LONGEST, literal.length())));
    }
    return shortened;
  }

  /** ASCII letters in lower case, ASCII digits as 0, all else as it is. */
  static char fold(char character) {
    if (character >= 'A' && character <= 'Z') {
      return (char) (character + 32);
    }
    return character >= '1' && character <= '9' ? '0' : character;
  }

  private static Known known(RegexTree tree) {
    return switch (tree) {
      case Boundary _ -> Known.exactly(Set.of(""));
      case OneOf one -> ofOne(one);
      case Sequence(var parts) -> ofSequence(parts);
      case Choice(var branches) -> ofChoice(branches);
      case Repeat(var part, var least, var most) -> ofRepeat(part, least, most);
    };
  }

  private static Known ofOne(OneOf one) {
    var folded = new HashSet<String>();
    for (var each = (char) 0; each < 128; each++) {
      if (one.contains(each)) {
        folded.add(String.valueOf(fold(each)));
      }
    }
    return one.beyond() || folded.size() > 4 ? Known.NOTHING : Known.exactly(folded);
  }

  private static Known ofSequence(List<RegexTree> parts) {
    var clauses = new ArrayList<Set<String>>();
    var run = Set.of("");
    var isWhole = true;
    for (var part : parts) {
      var known = known(part);
      clauses.addAll(known.clauses());
      if (known.exact().isEmpty()) {
        clauses.add(run);
        run = Set.of("");
        isWhole = false;
      } else if (run.size() * known.exact().size() > MOST_EXACT) {
        clauses.add(run);
        run = known.exact();
        isWhole = false;
      } else {
        run = joined(run, known.exact());
      }
    }
    if (isWhole) {
      return new Known(run, clauses);
    }
    clauses.add(run);
    return new Known(Set.of(), clauses.stream().filter(clause -> !clause.contains("")).toList());
  }

  private static Set<String> joined(Set<String> firsts, Set<String> seconds) {
    var joined = new HashSet<String>();
    for (var first : firsts) {
      for (var second : seconds) {
        joined.add(first + second);
      }
    }
    return joined;
  }

  private static Known ofChoice(List<RegexTree> branches) {
    var exact = new HashSet<String>();
    var clause = new HashSet<String>();
    var isExact = true;
    var filters = true;
    for (var branch : branches) {
      var known = known(branch);
      isExact &= !known.exact().isEmpty() && known.clauses().isEmpty();
      exact.addAll(known.exact());
      var best = best(known.all());
      filters &= !best.isEmpty();
      clause.addAll(best);
    }
    if (isExact && exact.size() <= MOST_EXACT) {
      return Known.exactly(exact);
    }
    return filters && clause.size() <= MOST_ALTERNATIVES
        ? new Known(Set.of(), List.of(clause))
        : Known.NOTHING;
  }

  /** The clause that few texts fulfil: of long literals, and few of them. */
  private static Set<String> best(List<Set<String>> clauses) {
    return clauses.stream()
        .max(
            Comparator.comparingInt(
                    (Set<String> clause) ->
                        Math.min(8, clause.stream().mapToInt(String::length).min().orElse(0)))
                .thenComparing(clause -> -clause.size()))
        .orElse(Set.of());
  }

  private static Known ofRepeat(RegexTree part, int least, int most) {
    var known = known(part);
    if (least == 0) {
      return most == 1 && !known.exact().isEmpty() && known.clauses().isEmpty()
          ? Known.exactly(joined(Set.of(""), withNothing(known.exact())))
          : Known.NOTHING;
    }
    return least == 1 && most == 1 ? known : new Known(Set.of(), known.all());
  }

  private static Set<String> withNothing(Set<String> texts) {
    var all = new HashSet<>(texts);
    all.add("");
    return all;
  }
}
