package ddl

import "testing"

// TestICUTag compares with what a server makes of a locale.
func TestICUTag(t *testing.T) {
	for locale, want := range map[string]string{
		"": "und", "c": "en-US-u-va-posix", "POSIX": "en-US-u-va-posix", "C.UTF-8": "en-US-u-va-posix", "en_US_POSIX": "en-US-u-va-posix",
		"en-US-u-va-posix": "en-US-u-va-posix", "en_US.UTF-8": "en-US", "de": "de", "DE_de": "de-DE", "zh_Hant_TW": "zh-Hant-TW",
		"ca_ES_VALENCIA": "ca-ES-valencia", "root": "root", "de@collation=phonebook": "de-u-co-phonebk", "es@collation=traditional": "es-u-co-trad",
		"zh@collation=gb2312han": "zh-u-co-gb2312", "@collation=search": "und-u-co-search", "@colReorder=latn-digit": "und-u-kr-latn-digit",
		"@colStrength=secondary;colCaseLevel=yes": "und-u-kc-true-ks-level2", "und@colNumeric=no": "und-u-kn-false",
		"en-u-kn-ks-level1": "en-u-kn-true-ks-level1", "und-u-ks-level2": "und-u-ks-level2",
	} {
		if got := icuTag(locale); got != want {
			t.Errorf("%q: got %q, want %q", locale, got, want)
		}
	}
}
