package ddl

import (
	"slices"
	"strings"
)

// icuTag returns the language tag under which servers with HasLanguageTags keep a locale of ICU: older ones keep what they
// were given, which is often ICU's own, older way to write it ("de_DE@collation=phonebook").
func icuTag(locale string) string {
	name, keywords, _ := strings.Cut(locale, "@")
	name, _, _ = strings.Cut(name, ".") // an encoding, which means nothing
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	if slices.Contains([]string{"c", "posix", "en-us-posix"}, name) {
		return "en-US-u-va-posix"
	}
	language, extension, _ := strings.Cut(name, "-u-")
	settings := append(icuSettings(extension), icuKeywords(keywords)...)
	slices.Sort(settings)
	tag := languageTag(language)
	if len(settings) > 0 {
		tag += "-u-" + strings.Join(settings, "-")
	}
	return tag
}

// languageTag writes language, script, region and variants in the usual case: "zh-Hant-TW".
func languageTag(language string) string {
	parts := strings.Split(language, "-")
	if parts[0] == "" {
		parts[0] = "und"
	}
	for i, part := range parts[1:] {
		switch len(part) {
		case 2:
			parts[i+1] = strings.ToUpper(part)
		case 4:
			parts[i+1] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return strings.Join(parts, "-")
}

// icuSettings reads the settings of a tag, "kn-ks-level1": keys have two letters, and one without a value is true.
func icuSettings(extension string) []string {
	var settings []string
	for _, part := range strings.FieldsFunc(extension, func(r rune) bool { return r == '-' }) {
		if len(part) == 2 {
			settings = append(settings, part)
		} else if len(settings) > 0 {
			settings[len(settings)-1] += "-" + part
		}
	}
	for i, setting := range settings {
		if len(setting) == 2 {
			settings[i] += "-true"
		}
	}
	return settings
}

// icuKeywords reads settings as ICU wrote them before: "collation=phonebook;colNumeric=yes".
func icuKeywords(keywords string) []string {
	var settings []string
	for _, keyword := range strings.Split(strings.ToLower(keywords), ";") {
		key, value, found := strings.Cut(keyword, "=")
		if !found {
			continue
		}
		if short, known := icuKeys[key]; known {
			key = short
		}
		if short, known := icuValues[value]; known {
			value = short
		}
		settings = append(settings, key+"-"+value)
	}
	return settings
}

var icuKeys = map[string]string{"collation": "co", "colalternate": "ka", "colbackwards": "kb", "colcaselevel": "kc", "colcasefirst": "kf",
	"colnormalization": "kk", "colnumeric": "kn", "colreorder": "kr", "colstrength": "ks", "numbers": "nu"}

var icuValues = map[string]string{"yes": "true", "no": "false", "primary": "level1", "secondary": "level2", "tertiary": "level3",
	"quaternary": "level4", "identical": "identic", "non-ignorable": "noignore", "dictionary": "dict", "gb2312han": "gb2312",
	"phonebook": "phonebk", "traditional": "trad"}
