"""What are parties, rows of many, independents and votes for nobody usually called? Folded, in several languages."""

from __future__ import annotations

OTHERS = frozenset([
    "other", "others", "oth", "rest", "restparties", "allother", "allothers", "allothercandidates",
    "otherparties", "othercandidates", "andere", "sonstige", "autres", "autre", "otros", "altri", "прочие",
    "другие", "остальные", "scatter", "scattering", "otherwritein",
])  # fmt: skip
INDEPENDENT = frozenset([
    "independent", "independents", "ind", "none", "noparty", "nopartyaffiliation", "unaffiliated",
    "nonpartisan", "writein", "nominatedbypetition", "selfnominated", "самовыдвижение", "самовыдвиженец",
    "parteilos", "sansetiquette", "indépendant", "independiente",
])  # fmt: skip
NOBODY = frozenset([
    "blank", "void", "voids", "over", "under", "overvote", "overvotes", "undervote", "undervotes",
    "exhausted", "spoilt", "spoiled", "invalid", "rejected", "blanc", "blancs", "nul", "nuls", "blanco",
    "nulo", "nulos", "bianche", "nulle", "ungültig", "ungültige", "недействительные",
])  # fmt: skip
BESIDE_NOBODY = frozenset([
    "vote", "votes", "ballot", "ballots", "scattering", "voto", "votos", "bulletins", "en", "stimmen",
    "schede", "бюллетени",
])  # fmt: skip
SAME = (  # usual names of one party, folded; only where abbreviation cannot tell
    ("ukip", "ukindependenceparty", "ukindependence"),
    ("brexitparty", "brexit", "brx", "reform", "reformuk", "thebrexitparty"),
    ("ld", "ldem", "libdem", "libdems", "liberaldemocrat", "liberaldemocrats"),
    ("con", "cons", "conservative", "conservatives", "tory", "tories"),
    ("lab", "labour", "labourparty"),
    ("snp", "scottishnationalparty", "scottishnational"),
    ("pc", "plaid", "plaidcymru"),
    ("green", "greens", "greenparty"),
    ("sf", "sinnfein", "sinnféin"),
    ("dem", "democrat", "democrats", "democratic", "democraticparty", "d"),
    ("rep", "gop", "republican", "republicans", "republicanparty", "r"),
    ("ер", "единаяроссия", "unitedrussia"),
    ("кпрф", "коммунистическаяпартияроссийскойфедерации", "cprf", "kprf"),
    ("сr", "сррф", "справедливаяроссия", "ajustrussia"),
    ("лдпр", "лдпрлиберальнодемократическаяпартияроссии", "ldpr"),
)
TOTALS = frozenset([  # no word that is also a party's name or its initials
    "total", "totals", "grandtotal", "subtotal", "allparties", "alldistricts", "nationaltotal", "totalvotes",
    "validvotes", "summe", "gesamt", "insgesamt", "totale", "totaux", "totales", "toplam", "итого", "всего", "усього",
])  # fmt: skip
UNDECIDED = frozenset([
    "dontknow", "dontknows", "dk", "undecided", "unsure", "notsure", "wontsay", "refused", "wouldnotvote", "wontvote",
    "nonvoters", "noanswer", "noopinion", "unentschlossen", "weissnicht", "weißnicht", "nspp", "indécis", "indecisos",
    "затрудняюсь", "затрудняюсьответить", "затруднились", "затрудняютсяответить", "незнаю", "непойду", "непойдут",
])  # fmt: skip
