package lanewise.lrsched.text;

/**
 * A piece of the text.
 *
 * @param kind what it is
 * @param text its characters
 * @param position of its first character
 */
record Token(Kind kind, String text, int position) {
  enum Kind {
    NAME,
    NUMBER,
    /** One of the characters ( ) [ ] , . = *. */
    SIGN,
    END
  }

  boolean is(char sign) {
    return kind == Kind.SIGN && text.charAt(0) == sign;
  }

  boolean is(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** For messages. */
  String shown() {
    return kind == Kind.END ? "the end" : "'" + text + "'";
  }
}
