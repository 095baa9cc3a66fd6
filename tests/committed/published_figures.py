"""Official figures as their publishers print them, typed from the downloads; each names where it stands there.

`test_published_downloads.py` holds our tables against the downloads whole, where those are at hand.
"""

TOTAL = "Total recorded crime (excluding fraud)"
DISTRICTS = ("Cherwell", "Oxford", "South Oxfordshire", "Vale of White Horse", "West Oxfordshire")
# ONS, recorded crime by Community Safety Partnership: the total and shoplifting of each district, in the order above.
# 2021 and 2022: workbook of the year ending December 2022, Tables C2 and C3; 2023 and 2024: that of 2024, C5 and C2.
CRIMES = {
    2021: (11395, 15795, 6854, 6874, 5130),
    2022: (12220, 16037, 6777, 6780, 5817),
    2023: (11567, 16511, 6775, 6761, 5705),
    2024: (11249, 17384, 6458, 6827, 4894),
}
SHOPLIFTING = {
    2021: (1012, 1108, 291, 244, 165),
    2022: (1303, 1019, 323, 223, 298),
    2023: (1365, 1791, 409, 405, 399),
    2024: (1632, 2488, 538, 536, 379),
}
# The same of Oxford in 2024 (Table C2), offence by offence.
OXFORD_2024 = {
    TOTAL: 17384, "Violence against the person": 5090, "Homicide": 1,
    "Death or serious injury caused by illegal driving": 1, "Violence with injury": 1422,
    "Violence without injury": 2394, "Stalking and harassment": 1272, "Sexual offences": 582, "Robbery": 146,
    "Theft offences": 7624, "Burglary": 706, "Residential burglary": 436, "Non-residential burglary": 270,
    "Vehicle offences": 936, "Theft from the person": 604, "Bicycle theft": 1253, "Shoplifting": 2488,
    "All other theft offences": 1637, "Criminal damage and arson": 1148, "Drug offences": 917,
    "Possession of weapons offences": 177, "Public order offences": 1446, "Miscellaneous crimes against society": 254,
}  # fmt: skip
# The force in the same tables: its offences, and those of the row 'Unassigned'.
FORCE = {2021: (169367, 863), 2022: (179678, 929), 2023: (177589, 750), 2024: (173288, 793)}
# ONS, mid-year estimates of mid-2022, MYE4: mid-2022 and mid-2021, the districts in the order above.
MID_YEAR = {
    2022: (164189, 162448, 151845, 142335, 116978),
    2021: (161830, 160379, 150002, 139400, 115116),
}
# Census 2021, small areas added up: residents, and those of urban small areas (rural-urban classification of 2021).
CENSUS = (160986, 162058, 149092, 138930, 114233)
CENSUS_URBAN = (114800, 160444, 60024, 84874, 50123)
# Home Office, National Referral Mechanism: all referrals by the force in each quarter, and the types of the last.
REFERRALS = {
    "2022-Q2": 34, "2022-Q3": 32, "2022-Q4": 34, "2023-Q1": 43, "2023-Q2": 28, "2023-Q3": 26, "2023-Q4": 55,
}  # fmt: skip
TYPES_2023_Q4 = {
    "Criminal": 30, "Labour": 3, "Labour & Criminal": 12, "Labour & Domestic": 1, "Not specified or unknown": 6,
    "Sexual": 2, "Sexual, Labour & Criminal": 1,
}  # fmt: skip
# police.uk, anti-social behaviour in January 2024, the districts in the order above.
ANTISOCIAL_JANUARY_2024 = (93, 79, 43, 55, 25)
