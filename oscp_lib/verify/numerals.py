"""What is a numeral in prose, in figures, words, Roman or other signs; and what may hold one, with why."""

import re
import unicodedata

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
# 'one', 'first' and 'second' are left out: in English prose they are far more often a pronoun, an order or a time.
UNITS = (
    "zero|nil|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
MANY = (
    "hundreds?|thousands?|millions?|billions?|trillions?|dozens?|a couple|a score of|scores of|a gross of|a pair of|"
    "nought|naught|threescore|fourscore|myriads?"
)
ORDINALS = (
    "third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|"
    "seventeenth|eighteenth|nineteenth|twentieth|thirtieth|fortieth|fiftieth|sixtieth|seventieth|eightieth|ninetieth|"
    "hundredth|thousandth|millionth|billionth"
)
MULTIPLES = (
    "half|halves|halved|halving|quarters?|twice|thrice|doubl(?:e|ed|es|ing)|trebl(?:e|ed|es|ing)|tripl(?:e|ed|es|ing)|"
    "quadrupl(?:e|ed|es|ing)|quintupl(?:e|ed|es|ing)|"
    rf"(?:{UNITS}|hundred|thousand|many|several)[- ]?fold"
)
WORDS = rf"\b(?i:{UNITS}|{MANY}|(?:{ORDINALS})s?|{MULTIPLES})\b"
# Two letters at least: a single one is a name or a pronoun far more often.
ROMAN = r"\b(?=[MDCLXVI]{2,}\b)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?!\w)"
# Of the small letters only those that are no word: "mix" and "mild" are.
SMALL_ROMAN = r"\b(?:x{0,3}(?:ix|iv|vi{0,3}|ii{1,2})|x{1,3}(?:i|x))(?<!\bv)\b"
# Fractions, circled or Roman figures and Chinese ones have a value in Unicode, without being digits.
VALUED = (sign for sign in map(chr, range(0x80, 0x1F10D)) if unicodedata.numeric(sign, None) is not None)
SIGNS = f"[{''.join(sign for sign in VALUED if not sign.isdecimal())}]"
NUMERAL = re.compile(rf"\d[\d.,]*\d|\d|{WORDS}|{ROMAN}|{SMALL_ROMAN}|{SIGNS}")
LAW = (
    r"(?:[A-Z][a-z]+|\)) (?:Act|Regulations|Order) (?:19|20)\d\d\b|\(No\. \d{1,2}\)|"
    r"\b(?:Part|Chapter|Section|Schedule) \d{1,3}[A-Z]?\b"
)
# A year is a date after such a word, or where nothing that is counted follows it: "1999 offences" is a number.
BEFORE_A_YEAR = "in|of|since|from|to|until|by|for|before|after|during|between|and|or|year|years|about|than"
YEAR = rf"\b(?:{BEFORE_A_YEAR}) (?:19|20)\d\d(?:-\d\d)?\b|\b(?:19|20)\d\d(?:-\d\d)?\b(?! [a-z]+s\b)"
# What may hold a digit in any text, and why.
ALLOWED_IN_PRINT = (
    (r"https?://\S+", "an address"),
    (LAW, "a law"),
    (rf"\b(?:(?:[12]?\d|3[01]) )?(?:{MONTHS})(?: (?:19|20)\d\d)?\b", "a date"),
    (YEAR, "a date"),
    (r"\b(?:Table|Chart|Map) \d{1,2}\b", "the number of a figure"),
    (r"\b95% interval\b", "the level of every interval of the book"),
    (r"\bLicence v3\.0\b", "the name of a licence"),
)
