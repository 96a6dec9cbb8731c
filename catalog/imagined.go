package catalog

// Imagined returns a server that is not there: one of a major version, of which nothing else is known to be missing. What
// is written for it is for any server of that version, and for a superuser. Whether copydb knows the version is for
// Known to say.
func Imagined(major int) Server {
	return Server{Version: major * versionsPerMajor, Superuser: true, LZ4: true}
}

// versionsPerMajor is by how much server_version_num grows from one major version to the next.
const versionsPerMajor = 10000

// Newer returns the newer of two servers, as an imagined one.
func Newer(a, b Server) Server { return Imagined(max(a.Major(), b.Major())) }

// Older returns the older of two servers, as an imagined one.
func Older(a, b Server) Server { return Imagined(min(a.Major(), b.Major())) }
