"""Which script a text is written in."""


def is_latin(text: str) -> bool:
    """Whether most letters are Latin: the English model reads those, the multilingual one all others."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter < "\u0250" for letter in letters) * 2 >= len(letters)
