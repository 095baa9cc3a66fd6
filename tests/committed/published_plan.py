"""The figures of the Rolling Plan 2025-26 as its text prints them, typed from it, each with its line there.

`test_plan_text.py` holds them against the text where it is at hand; they stand in for it where it is not.
"""

# Lines 82 to 87: valid crimes, population, valid crimes per capita.
TABLE_1 = {
    "Oxford": ("17,002", "162,100", "0.10"),
    "Cherwell": ("10,994", "161,837", "0.07"),
    "South Oxfordshire": ("4,478", "150,024", "0.03"),
    "Vale of White Horse": ("8,446", "139,487", "0.06"),
    "West Oxfordshire": ("4,725", "115,161", "0.04"),
    "Oxfordshire": ("45,465", "726,530", "0.06"),
}
TABLE_1_HEADER = ["Valid Crimes", "Population (ONS census 2021)", "Valid Crimes per Capita"]
# Lines 158 to 163: sexual offences of each year; the districts as the plan spells them.
YEARS = ("2018", "2019", "2020", "2021", "2022", "2023", "2024")
TABLE_2 = {
    "CHERWELL": ("260", "277", "279", "354", "392", "356", "355"),
    "OXFORD": ("382", "466", "346", "483", "485", "474", "462"),
    "SOUTH OX": ("221", "138", "131", "135", "121", "185", "171"),
    "VALE WH": ("234", "208", "259", "241", "328", "289", "308"),
    "WEST OX": ("114", "136", "122", "186", "214", "179", "184"),
}
DISTRICTS = {
    "CHERWELL": "Cherwell",
    "OXFORD": "Oxford",
    "SOUTH OX": "South Oxfordshire",
    "VALE WH": "Vale of White Horse",
    "WEST OX": "West Oxfordshire",
}
# Lines 179 to 185: reports and percentage.
TABLE_3 = {
    "Labour Exploitation": ("68", "40.0%"),
    "Criminal Exploitation": ("39", "22.9%"),
    "Sexual Exploitation": ("35", "20.6%"),
    "Financial Exploitation": ("19", "11.2%"),
    "Domestic Servitude": ("5", "2.9%"),
    "Unknown": ("2", "1.6"),
    "Cultural Exploitation": ("1", "0.6%"),
}
# A figure of the prose: its line, the words around it, the figure as printed, its category and measure in our table.
STATED = (
    (74, r"There were ([\d,]+) valid crimes", "17,002", "all crime", "valid crimes"),
    (96, r"there were ([\d,]+) reported crimes", "2,534", "retail crime", "reported crimes"),
    (96, r"increase of ([\d.]+%) compared", "39.9%", "retail crime", "increase on the same months a year earlier"),
    (96, r"solved crime rate of ([\d.]+%)", "35.6%", "retail crime", "increase in the solved crime rate"),
    (105, r"There were ([\d,]+) anti-social", "1,344", "anti-social behaviour", "reports to the police"),
    (105, r"for the year was ([\d,]+)\.", "2,242", "anti-social behaviour", "reports to the council"),
    (111, r"investigated ([\d,]+) cases", "1,865", "community response team", "cases investigated"),
    (123, r"Oxford of ([\d.]+) per cent", "28.7", "serious violence", "reduction"),
    (123, r"last (\d) years", "6", "serious violence", "years of falling"),
    (137, r"aged (\d+)-", "13", "violence suspects, largest age groups", "first group from"),
    (137, r"aged \d+-(\d+)", "15", "violence suspects, largest age groups", "first group to"),
    (137, r"and (\d+)-\d+ years", "16", "violence suspects, largest age groups", "second group from"),
    (137, r"and \d+-(\d+) years", "18", "violence suspects, largest age groups", "second group to"),
    (137, r"(\d+) per cent of those suspects were female", "16", "violence suspects", "female"),
    (137, r"and (\d+) per cent were males", "84", "violence suspects", "male"),
    (156, r"nearly (\d+) per cent of all", "50", "sexual offences", "share of the county, nearly"),
    (156, r"accounted for (\d+) per cent of all sexual offences in Oxford", "48", "sexual assault",
     "share of sexual offences"),
)  # fmt: skip
# A figure that the prose writes in words: its line, the words, its value, its category and measure in our table.
IN_WORDS = (
    (93, "more than double", 2, "vehicle theft and shoplifting", "ratio to neighbouring districts, more than"),
    (111, "comprised of two teams", 2, "anti-social behaviour service", "teams"),
    (130, "the last 5 years", 5, "map of serious violence", "years shown, the plan does not say which"),
    (117, "fourteen animals", 14, "animal rescue", "animals rescued"),
    (117, "twelve dogs", 12, "animal rescue", "dogs rescued"),
    (117, "a chameleon", 1, "animal rescue", "chameleons rescued"),
    (117, "a rabbit", 1, "animal rescue", "rabbits rescued"),
    (121, "nearly twothirds", 2, "serious violence in the two districts with most", "share of the county, nearly"),
    (154, "the last six years", 6, "sexual offences", "years with the highest number in the county"),
    (171, "Thirty-two workers", 32, "care-provider operation", "workers identified as exploited"),
    (171, "twenty-nine people", 29, "care-provider operation", "workers who found other employment"),
)
LAST_LINE = 185


def number(text: str) -> float:
    """A printed figure as a number."""
    return float(text.replace(",", "").rstrip("%"))
