-- Conversions between encodings, default or not.
create schema "Odd ""schema""";
create default conversion test_conversion for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
create conversion "Odd ""schema"""."Con'version %\" for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1;
create conversion second for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
