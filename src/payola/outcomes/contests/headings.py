"""What are the columns of tables of results usually called? Folded, in several languages."""

from __future__ import annotations

import re

HINTS: dict[str, tuple[str, ...]] = {
    "district": ("district", "district_id", "constituency_id", "ons_id", "gss_code", "gss", "pcon",
                 "constituency", "seat",
                 "constituency_name", "district_name", "oik_n", "oik", "single_mandate", "riding", "electoral_district",
                 "okrug", "округ", "избирательный_округ", "номер_округа", "одномандатный_округ", "wahlkreis",
                 "circonscription", "collegio", "distrito", "division"),
    "label": ("constituency_name", "district_name", "name", "seat_name"),
    "region": ("region", "region_name", "state", "state_po", "province", "land", "nation", "country", "регион",
               "субъект"),
    "year": ("year", "election_date", "date", "election", "election_year", "год", "дата"),
    "party": ("party", "party_name", "party_abbreviation", "party_abbrev", "partei", "партия", "parti",
              "политическая_партия"),
    "candidate": ("candidate", "candidate_name", "кандидат", "fio", "фио"),
    "votes": ("votes", "candidatevotes", "candidate_votes", "vote_count", "num_votes", "голоса", "число_голосов",
              "количество_голосов", "голосов"),
    "share": ("share", "vote_share", "pct", "percent", "percentage", "vote_pct", "доля", "процент"),
    "valid": ("valid", "valid_votes", "totalvotes", "total_votes", "valid_ballots", "votes_cast"),
    "electorate": ("electorate", "registered", "registered_voters", "eligible", "eligible_voters"),
    "incumbent": ("incumbent", "is_incumbent", "sitting"),
    "notional": ("notional",),
    "round": ("round", "stage", "tour", "тур"),
    "seats": ("seats", "magnitude", "mandates", "n_seats"),
    "won": ("won", "elected"),
    "station": ("station", "polling_station", "precinct", "uik", "уик", "wahlbezirk"),
}  # fmt: skip
KEYS = (*HINTS,)
NO_PARTY = re.compile(
    r"избирател|бюллетен|открепит|voters|ballot|turnout|electorate|registered|majority|rejected|invalid|spoilt|spoiled|"
    r"^total|population|number_of|_id$|^id$|^index$|^unnamed|fips|_cen$|^lat|^lon|явка|отрыв|"
    r"^(margin|rank|position|swing|year|code|area|density|void|null)(_|$)"
)
