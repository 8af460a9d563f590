"""Guest registration: the city's licence with its limits, and the pinned office."""

from portal.settings import env

# The council's inquiry of March 2021 named 500 users for up to 1,500 € a month.
GUESTREG_LICENCE_LIMIT = env.integer("GUESTREG_LICENCE_LIMIT", 500, least=1)
GUESTREG_MONTHLY_COST = env.decimal("GUESTREG_MONTHLY_COST", "1500.00")
GUESTREG_POSTCODES = env.text("GUESTREG_POSTCODES", "04600").split()
# Longest window of one request of the health office, and from when on we warn, in hours.
GUESTREG_WINDOW_CAP_HOURS = env.integer("GUESTREG_WINDOW_CAP_HOURS", 24, least=1)
GUESTREG_WINDOW_WARN_HOURS = env.integer("GUESTREG_WINDOW_WARN_HOURS", 6, least=1)
GUESTREG_ANSWER_HOURS = env.integer("GUESTREG_ANSWER_HOURS", 24, least=1)
# A second person of the health office must approve each request before the venue sees it.
GUESTREG_SECOND_APPROVAL = env.flag("GUESTREG_SECOND_APPROVAL", True)
# Fingerprint of the health office's root key, as the office told it on paper. Where it is set,
# neither the database nor whoever changes it can put another office in its place.
GUESTREG_OFFICE_FINGERPRINT = env.text("GUESTREG_OFFICE_FINGERPRINT", "")
# Value of SORMAS' column "disease" in the contacts export.
GUESTREG_SORMAS_DISEASE = env.text("GUESTREG_SORMAS_DISEASE", "CORONAVIRUS")
# Check-ins that one process of the web server takes in a minute from all networks at all codes:
# eight times an evening on which 15 guests of each of 500 venues arrive within ten minutes.
GUESTREG_MOST_PER_MINUTE = env.integer("GUESTREG_MOST_PER_MINUTE", 6000, least=1)
# Names the network that a request's environment comes from, for limits.
GUESTREG_NETWORK_OF = "portal.network.network_in"
# Periods of the other records, in days (docs/privacy.md); the city agrees them with its archive.
GUESTREG_CONTACT_DAYS = env.integer("GUESTREG_CONTACT_DAYS", 365, least=28)
GUESTREG_REQUEST_DAYS = env.integer("GUESTREG_REQUEST_DAYS", 1095, least=28)
# When the venue is reminded of a request that it has not answered, in hours before the deadline.
GUESTREG_REMIND_HOURS = env.integer("GUESTREG_REMIND_HOURS", 6, least=1)
# Who gets which alarm by mail: the people of a role, and whom the operator names for all.
GUESTREG_ALARM_ROLES = {
    "deletion": "administrator",
    "licences": "licence_officer",
    "office": "health_officer",
}
GUESTREG_ALARM_MAIL = env.text("GUESTREG_ALARM_MAIL", "").split()
# IRIS connect (docs/guest-registration.md): off unless all three are set. Our own EPS sends
# the secret as "Authorization: Bearer …"; guests go to proxies below these names only.
GUESTREG_IRIS_SECRET = env.secret("GUESTREG_IRIS_SECRET", "", least=32)
GUESTREG_IRIS_PROXIES = env.text("GUESTREG_IRIS_PROXIES", "").split()
GUESTREG_IRIS_NAME = env.text("GUESTREG_IRIS_NAME", "")
# Where our EPS takes calls of ours, to keep the venues in IRIS' search; empty: they are not sent.
# Its certificate comes from an authority of its own, in that file. The last one is the name of the
# search service, which is another one where IRIS is tried out.
GUESTREG_IRIS_EPS = env.address("GUESTREG_IRIS_EPS", "")
GUESTREG_IRIS_EPS_CA = env.text("GUESTREG_IRIS_EPS_CA", "")
GUESTREG_IRIS_LOCATIONS = env.text("GUESTREG_IRIS_LOCATIONS", "ls-1")
